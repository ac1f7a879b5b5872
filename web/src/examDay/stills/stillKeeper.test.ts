import 'fake-indexeddb/auto';
import { AppError } from '@invigil/contract/errors';
import { sittingId as sittingIdSchema } from '@invigil/contract/ids';
import { afterEach, expect, test, vi } from 'vitest';
import { type KeptStill, openExamDayStore } from '../examDayStore.ts';
import { PageClock } from '../pageClock.ts';
import { StillKeeper } from './stillKeeper.ts';

const sittingId = sittingIdSchema.parse('0193e6a0-0000-7000-8000-000000000001');
const opened: StillKeeper[] = [];
afterEach(() => {
  for (const keeper of opened.splice(0)) keeper.close();
});

function aKeeper(name: string, store = openExamDayStore(name)) {
  const sent: KeptStill[] = [];
  const waiting: number[] = [];
  const line = { up: true, free: Promise.resolve() };
  const keeper = new StillKeeper({
    sittingId,
    store,
    clock: new PageClock(),
    take: async () => [
      { source: 'webcam', picture: new Blob(['w']) },
      { source: 'screen', picture: new Blob(['s']) },
    ],
    send: async (still) => {
      if (!line.up) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
      sent.push(still);
    },
    untilFree: () => line.free,
    waiting: (count) => waiting.push(count),
    hiccup: () => undefined,
  });
  opened.push(keeper);
  return { keeper, sent, waiting, line };
}

test('where something can be sent, a picture of each source goes out at once, and none is kept', async () => {
  const { keeper, sent, waiting } = aKeeper('stills');
  keeper.climb('stills');
  await vi.waitFor(() => expect(sent.map(({ source }) => source)).toEqual(['webcam', 'screen']));
  await vi.waitFor(() => expect(waiting.at(-1)).toBe(0));
});

test('where nothing can be sent, pictures are kept, and a page after this one sends them, the oldest first', async () => {
  const { keeper, sent } = aKeeper('buffer');
  keeper.climb('localBuffer');
  const store = await openExamDayStore('buffer');
  await vi.waitFor(async () => expect(await store.count('stills')).toBe(2));
  keeper.close();
  expect(sent).toEqual([]);
  const next = aKeeper('buffer');
  await vi.waitFor(() => expect(next.sent).toHaveLength(2));
  expect(next.sent.map(({ stillId }) => stillId)).toEqual(next.sent.map(({ stillId }) => stillId).sort());
  await vi.waitFor(async () => expect(await store.count('stills')).toBe(0));
});

test('a picture waits while an answer is being saved', async () => {
  const { keeper, sent, line } = aKeeper('saves');
  const { promise, resolve } = Promise.withResolvers<void>();
  line.free = promise;
  keeper.climb('stills');
  const store = await openExamDayStore('saves');
  await vi.waitFor(async () => expect(await store.count('stills')).toBe(2));
  expect(sent).toEqual([]);
  resolve();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
});

test('a browser that keeps nothing sends what it can', async () => {
  const refused = Promise.reject(new Error('no storage'));
  refused.catch(() => undefined);
  const { keeper, sent } = aKeeper('none', refused);
  keeper.climb('stills');
  await vi.waitFor(() => expect(sent).toHaveLength(2));
});
