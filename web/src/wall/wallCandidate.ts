import type { SittingId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { WallSitting } from '../stores/room.ts';

/** Everything the wall knows of one candidate when it decides where they stand. */
export interface WallCandidate {
  sittingId: SittingId;
  sitting: WallSitting;
  /** undefined until the api has told it. */
  told: ProctoredSitting | undefined;
  incidents: readonly Incident[];
  /** Whether anybody looks at them full size just now. */
  isAttended: boolean;
  isMine: boolean;
}

const overStates: ReadonlySet<SittingState> = new Set(['submitted', 'timedOut', 'terminated', 'noShow']);

/** Whether nothing of it goes on any longer. */
export const isOver = (told: ProctoredSitting | undefined) => told !== undefined && overStates.has(told.state);

export const isWriting = (told: ProctoredSitting | undefined) => told?.state === 'writing' || told?.state === 'paused';

export const isSnoozed = (told: ProctoredSitting | undefined, now: number) => (told?.snoozed?.until ?? 0) > now;

/** How a line does, the worst first: the smaller the number, the more it needs help. */
export function linkRank({ presence, streams }: WallSitting): number {
  const links = [streams.webcam?.link, streams.screen?.link];
  if (presence === 'waiting' || presence === 'unknown') return 7;
  if (links.includes('lost')) return 0;
  if (presence === 'away') return 1;
  if (presence === 'gone') return 2;
  if (links.includes('reconnecting')) return 3;
  if (links.includes('low')) return 4;
  return links.every((link) => link === 'live') ? 6 : 5;
}
