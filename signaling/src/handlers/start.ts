import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';
import { callPlace, type Tools } from './tools.ts';

export function start(tools: Tools): SignalHandlers<LivePresence>['start'] {
  return (data, caller) => {
    const candidate = asCandidate(caller);
    return candidate.inTurn(async () => {
      candidate.checkSources(data.streams, data.transportId);
      const reply = await callPlace(tools, candidate, 'start', data);
      candidate.published(reply.streams, data.transportId);
      return reply;
    });
  };
}
