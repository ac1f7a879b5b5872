import { AppError } from '@invigil/contract/errors';
import { expect, test, vi } from 'vitest';
import { defineComponent } from 'vue';
import { draw } from '../components/testing.ts';
import { useAction } from './useAction.ts';

function action(act: () => Promise<unknown>) {
  const made: ReturnType<typeof useAction<[]>>[] = [];
  const page = defineComponent(() => {
    made.push(useAction(act));
    return () => undefined;
  });
  draw(page, {});
  const [one] = made;
  if (one === undefined) throw new Error('the page was not set up');
  return one;
}

test('a second press while the first is under way does nothing', async () => {
  const going = Promise.withResolvers<void>();
  const act = vi.fn(() => going.promise);
  const { busy, run } = action(act);
  const first = run();
  expect(busy.value).toBe(true);
  expect(await run()).toBe(false);
  going.resolve();
  expect(await first).toBe(true);
  expect(act).toHaveBeenCalledTimes(1);
  expect(busy.value).toBe(false);
});

test('a refusal is kept until the next try', async () => {
  let refuse = true;
  const { error, run } = action(async () => {
    if (refuse) throw new AppError({ code: 'wrongCurrentPassword' });
  });
  expect(await run()).toBe(false);
  expect(error.value).toEqual({ code: 'wrongCurrentPassword' });
  refuse = false;
  expect(await run()).toBe(true);
  expect(error.value).toBeUndefined();
});
