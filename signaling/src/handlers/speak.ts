import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import { callVoice, type Tools } from './tools.ts';

export function speak(tools: Tools): SignalHandlers<LivePresence>['speak'] {
  return async (data, caller) => {
    const proctor = asProctor(caller);
    await callVoice(tools, proctor, 'speak', data);
    if (proctor.openVoice?.transportId === data.transportId) proctor.spoke(data.speaks);
    return {};
  };
}
