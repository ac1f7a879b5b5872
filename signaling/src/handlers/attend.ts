import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';

export const attend: SignalHandlers<LivePresence>['attend'] = async ({ sittingId }, caller) => {
  asProctor(caller).attend(sittingId);
  return {};
};
