import type { NodeId, WorkerId } from '@invigil/contract/ids';
import type { LinkState } from '@invigil/contract/live';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';

/** Where a sitting's media lives, and the send transport that waits there. */
export interface Place {
  mediaNodeId: NodeId;
  workerId: WorkerId;
  sendTransport: TransportOptions;
}

/** One stream of a sitting at its place. */
export interface Published {
  source: Source;
  trackId: string;
  link: LinkState;
}
