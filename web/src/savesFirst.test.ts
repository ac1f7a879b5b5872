import { expect, test } from 'vitest';
import { SavesFirst } from './savesFirst.ts';

test('what can wait goes when the last save under way is answered, however it was answered', async () => {
  const answers: PromiseWithResolvers<Response>[] = [];
  const saves = new SavesFirst(() => {
    const answer = Promise.withResolvers<Response>();
    answers.push(answer);
    return answer.promise;
  });
  const order: string[] = [];
  const [first, second] = ['a', 'b'].map((id) => saves.fetch(`/api/sittings/1/answers/${id}`, { method: 'PUT' }));
  void saves.fetch('/api/me', { method: 'GET' });
  const waiting = saves.untilSaved().then(() => order.push('still'));
  answers[0]?.resolve(new Response());
  await first;
  order.push('saved');
  answers[1]?.reject(new Error('cut'));
  await second?.catch(() => order.push('cut'));
  await waiting;
  expect(order.slice(0, 1)).toEqual(['saved']);
  expect(order).toContain('still');
  await saves.untilSaved();
});
