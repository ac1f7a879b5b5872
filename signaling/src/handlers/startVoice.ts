import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import { callVoice, type Tools } from './tools.ts';

export function startVoice(tools: Tools): SignalHandlers<LivePresence>['startVoice'] {
  return (data, caller) => callVoice(tools, asProctor(caller), 'startVoice', data);
}
