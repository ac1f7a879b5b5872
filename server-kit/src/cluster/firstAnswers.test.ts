import { expect, test } from 'vitest';
import { ManualClock } from '../clock.ts';
import { FirstAnswers } from './firstAnswers.ts';

test('an answer is kept for a minute and then made anew', async () => {
  const clock = new ManualClock(0);
  const first = new FirstAnswers(clock);
  let made = 0;
  const answer = async () => ({ ok: true as const, data: ++made });
  expect([await first.of('a', answer), await first.of('a', answer), await first.of('b', answer)]).toMatchObject([
    { data: 1 },
    { data: 1 },
    { data: 2 },
  ]);
  clock.advance(60_000);
  expect(await first.of('a', answer)).toMatchObject({ data: 3 });
});
