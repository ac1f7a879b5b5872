import type { NodeId, TransportId } from '@invigil/contract/ids';
import type { SignalHandlers } from '@invigil/contract/signals';
import type { LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function restartIce({ media }: Tools): SignalHandlers<LivePresence>['restartIce'] {
  return (data, caller) => media.call(nodeOf(caller, data.transportId), 'restartIce', data);
}

/** @throws {AppError} transportNotFound for any transport but one of its own. */
function nodeOf(caller: LivePresence, transportId: TransportId): NodeId {
  if (caller.role === 'candidate' && caller.place.sendTransport.transportId === transportId) {
    return caller.place.mediaNodeId;
  }
  const moving = caller.role === 'candidate' ? caller.moving.nodeOf(transportId) : undefined;
  if (moving) return moving;
  if (caller.role === 'proctor' && caller.openVoice?.transportId === transportId) return caller.openVoice.mediaNodeId;
  return caller.receiver(transportId).mediaNodeId;
}
