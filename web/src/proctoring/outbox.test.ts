import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeptTexts } from './keptTexts.ts';
import { type KeptMessage, Outbox, type WaitingMessage } from './outbox.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** What a browser keeps, in memory. */
function aStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

function anOutbox(storage = aStorage()) {
  const sent: KeptMessage[] = [];
  const server: { fault: ErrorBody | undefined } = { fault: undefined };
  let waiting: WaitingMessage[] = [];
  const make = () =>
    new Outbox({
      kept: new KeptTexts('invigil.message.a.', () => storage),
      send: async (message) => {
        sent.push(message);
        if (server.fault !== undefined) throw new AppError(server.fault);
      },
      changed: (now) => {
        waiting = now;
      },
      hiccup: () => undefined,
      random: () => 0.5,
      now: () => sent.length,
    });
  return { make, sent, server, storage, texts: () => waiting.map(({ text }) => text), waiting: () => waiting };
}

test('messages are sent in their order and kept no longer than needed', async () => {
  const { make, sent, storage, texts } = anOutbox();
  const outbox = make();
  outbox.write('first');
  outbox.write('second');
  expect(texts()).toEqual(['first', 'second']);
  expect(storage.length).toBe(2);
  await pass();
  expect(sent.map(({ text }) => text)).toEqual(['first', 'second']);
  expect(texts()).toEqual([]);
  expect(storage.length).toBe(0);
});

test('what could not be sent goes when the line is back, under the same id', async () => {
  const { make, sent, server, texts } = anOutbox();
  const outbox = make();
  server.fault = { code: 'unavailable', retryAfterSeconds: 60 };
  outbox.write('hello');
  await pass(1_000);
  expect(texts()).toEqual(['hello']);
  server.fault = undefined;
  outbox.reached();
  await pass();
  expect(texts()).toEqual([]);
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
});

test('it is tried again by itself, too', async () => {
  const { make, server, texts } = anOutbox();
  const outbox = make();
  server.fault = { code: 'timeout' };
  outbox.write('hello');
  await pass();
  server.fault = undefined;
  await pass(1_000);
  expect(texts()).toEqual([]);
});

test('the page after a reload sends what the one before could not', async () => {
  const { make, sent, server } = anOutbox();
  server.fault = { code: 'timeout' };
  const before = make();
  before.write('hello');
  await pass();
  before.close();
  server.fault = undefined;
  make();
  await pass();
  expect(sent.map(({ text }) => text)).toEqual(['hello', 'hello']);
  expect(sent[0]?.messageId).toBe(sent[1]?.messageId);
});

test('what is refused for good is shown, holds up nothing, and can be taken back', async () => {
  const { make, server, storage, waiting } = anOutbox();
  const outbox = make();
  server.fault = { code: 'sittingOver' };
  outbox.write('too late');
  await pass();
  const [refused] = waiting();
  expect(refused?.refused).toEqual({ code: 'sittingOver' });
  server.fault = undefined;
  outbox.write('next');
  await pass();
  expect(waiting().map(({ text }) => text)).toEqual(['too late']);
  expect(refused && outbox.withdraw(refused.messageId)).toBe('too late');
  expect(storage.length).toBe(0);
});

test('a browser that keeps nothing sends all the same', async () => {
  const nothing = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  const sent: string[] = [];
  const outbox = new Outbox({
    kept: new KeptTexts('invigil.message.a.', nothing),
    send: async ({ text }) => void sent.push(text),
    changed: () => undefined,
    hiccup: () => undefined,
  });
  outbox.write('hello');
  await pass();
  expect(sent).toEqual(['hello']);
});
