import { AppError } from '@invigil/contract/errors';
import type { Dashboard } from '@invigil/contract/routes/dashboard';
import { expect, test } from 'vitest';
import { DashboardFeed, type FeedState, waitFor } from './dashboardFeed.ts';
import { emptyDashboard } from './testing.ts';

/** A server that a test speaks for, and everything its page was told. */
function stage() {
  const told: (FeedState | string)[] = [];
  const waits: number[] = [];
  const asked: ReturnType<typeof Promise.withResolvers<unknown>>[] = [];
  let heard = Promise.withResolvers<void>();
  const ask = <T>(signal: AbortSignal): Promise<T> => {
    const question = Promise.withResolvers<unknown>();
    signal.addEventListener('abort', () =>
      question.reject(new AppError({ code: 'unavailable', retryAfterSeconds: 3 })),
    );
    asked.push(question);
    heard.resolve();
    heard = Promise.withResolvers();
    return question.promise as Promise<T>;
  };
  const feed = new DashboardFeed({
    load: (signal) => ask<Dashboard>(signal),
    change: (_seen, signal) => ask<{ seen: string }>(signal),
    shown: ({ seen }) => told.push(`shown ${seen}`),
    became: (state, error) => told.push(error === undefined ? state : `${state} ${error.code}`),
    wait: async (ms) => {
      waits.push(ms);
    },
  });
  /** Answers the oldest question, then lets the feed ask its next. */
  async function answer(value: unknown): Promise<void> {
    while (asked.length === 0) await heard.promise;
    const question = asked.shift();
    if (value instanceof Error) question?.reject(value);
    else question?.resolve(value);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
  return { feed, told, waits, asked, answer };
}

const away = new AppError({ code: 'unavailable', retryAfterSeconds: 3 });

test('a change that the server tells is loaded and shown, and no news asks again', async () => {
  const { feed, told, answer } = stage();
  feed.resume();
  await answer(emptyDashboard('one'));
  await answer({ seen: 'one' });
  await answer({ seen: 'two' });
  await answer(emptyDashboard('two'));
  expect(told).toEqual(['shown one', 'live', 'shown two', 'live']);
  feed.close();
});

test('a server that is away is said so, and tried again ever more slowly until it is back', async () => {
  const { feed, told, waits, answer } = stage();
  feed.resume();
  await answer(emptyDashboard('one'));
  waits.length = 0;
  for (let cut = 0; cut < 6; cut += 1) await answer(away);
  expect(told.slice(2)).toEqual(Array(6).fill('reconnecting unavailable'));
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  await answer(emptyDashboard('one'));
  expect(told.slice(-2)).toEqual(['shown one', 'live']);
  feed.close();
});

test('a session that ended is told once and asks nothing more', async () => {
  const { feed, told, asked, answer } = stage();
  feed.resume();
  await answer(new AppError({ code: 'unauthenticated' }));
  expect(told).toEqual(['ended unauthenticated']);
  expect(asked).toEqual([]);
});

test('a hidden page asks nothing, and a page that is seen again loads at once', async () => {
  const { feed, told, asked, answer } = stage();
  feed.resume();
  await answer(emptyDashboard('one'));
  feed.pause();
  asked.length = 0;
  feed.resume();
  await answer(emptyDashboard('two'));
  expect(told).toEqual(['shown one', 'live', 'paused', 'shown two', 'live']);
  feed.close();
  feed.resume();
  feed.pause();
  expect(told).toHaveLength(5);
});

test('a wait ends as soon as nobody waits any more', async () => {
  const gone = new AbortController();
  const waited = waitFor(60_000, gone.signal);
  gone.abort();
  await waited;
  await waitFor(60_000, gone.signal);
});
