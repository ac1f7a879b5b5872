import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';

export const tellLadder: SignalHandlers<LivePresence>['tellLadder'] = async ({ step }, caller) => {
  asCandidate(caller).ladderChanged(step);
  return {};
};
