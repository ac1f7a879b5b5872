import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';
import { callPlace, type Tools } from './tools.ts';

export function publish(tools: Tools): SignalHandlers<LivePresence>['publish'] {
  return (data, caller) => {
    const candidate = asCandidate(caller);
    return candidate.inTurn(async () => {
      candidate.checkSources([data.stream], data.transportId);
      const stream = await callPlace(tools, candidate, 'publish', data);
      candidate.published([stream], data.transportId);
      return stream;
    });
  };
}
