import { limits } from '@invigil/contract/limits';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FirstAnswers } from './firstAnswers.ts';

test('a request is fresh once, then under way, then answered with its first answer', () => {
  const answers = new FirstAnswers();
  expect(answers.ask(1)).toEqual({ is: 'fresh' });
  expect(answers.ask(1)).toEqual({ is: 'underWay' });
  answers.answer(1, 'first');
  expect(answers.ask(1)).toEqual({ is: 'answered', text: 'first' });
});

test('whatever a page sends, no id is fresh twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 400 }), (ids) => {
      const answers = new FirstAnswers();
      const fresh = new Set<number>();
      for (const id of ids) {
        if (answers.ask(id).is !== 'fresh') continue;
        expect(fresh.has(id)).toBe(false);
        fresh.add(id);
        answers.answer(id, `answer ${id}`);
      }
    }),
  );
});

test('a page that keeps to its window finds every answer; what lies behind it is forgotten', () => {
  const answers = new FirstAnswers();
  for (let id = 1; id <= 1_000; id += 1) {
    expect(answers.ask(id).is).toBe('fresh');
    answers.answer(id, String(id));
    const oldest = Math.max(1, id - limits.requestsInFlight + 1);
    expect(answers.ask(oldest)).toEqual({ is: 'answered', text: String(oldest) });
  }
  expect(answers.ask(1_000 - limits.requestsInFlight).is).toBe('forgotten');
  answers.answer(1, 'late');
  expect(answers.ask(1).is).toBe('forgotten');
});
