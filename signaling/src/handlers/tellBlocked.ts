import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';

export const tellBlocked: SignalHandlers<LivePresence>['tellBlocked'] = async ({ source, blocked }, caller) => {
  asCandidate(caller).blockedChanged(source, blocked);
  return {};
};
