import { randomUUID } from 'node:crypto';
import type { Look } from '@invigil/contract/apiControl';
import { personId, type RoomId, type SittingId } from '@invigil/contract/ids';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Attention } from './attention.ts';
import { newRoomId, newSittingId } from './testing/stage.ts';

let now: number;
let live: Map<SittingId, RoomId>;
let told: Look[];
let attention: Attention;
beforeEach(() => {
  vi.useFakeTimers();
  now = 1_000;
  live = new Map();
  told = [];
  attention = new Attention({
    clock: { now: () => now },
    personId: personId.parse(randomUUID()),
    roomOf: (sittingId) => live.get(sittingId),
    report: (look) => told.push(look),
    everyMs: 10_000,
  });
  attention.pageIs(true);
});
afterEach(() => {
  attention.close();
  vi.useRealTimers();
});

const pass = (ms: number) => {
  now += ms;
  vi.advanceTimersByTime(ms);
};
const looks = () => told.map(({ beganAt, endedAt }) => [beganAt, endedAt]);

test('a look is told as it begins, every so often while it goes on, and as it ends', () => {
  const [sitting, room] = [newSittingId(), newRoomId()];
  live.set(sitting, room);
  attention.attend(sitting);
  pass(10_000);
  pass(3_000);
  attention.attend(null);
  pass(60_000);
  expect(looks()).toEqual([
    [1_000, 1_000],
    [1_000, 11_000],
    [1_000, 14_000],
  ]);
  expect(new Set(told.map(({ lookId }) => lookId)).size).toBe(1);
  expect(told[0]).toMatchObject({ roomId: room, sittingId: sitting });
});

test('to attend another ends the first look and begins a second', () => {
  const [one, other, room] = [newSittingId(), newSittingId(), newRoomId()];
  live.set(one, room).set(other, room);
  attention.attend(one);
  pass(2_000);
  attention.attend(other);
  attention.attend(other);
  expect(told.map(({ sittingId, endedAt }) => [sittingId, endedAt])).toEqual([
    [one, 1_000],
    [one, 3_000],
    [other, 3_000],
  ]);
  expect(told[1]?.lookId).not.toBe(told[2]?.lookId);
});

test('a candidate who is not live is not looked at, until they come and once they are gone', () => {
  const [sitting, room] = [newSittingId(), newRoomId()];
  attention.attend(sitting);
  pass(30_000);
  expect(told).toEqual([]);
  live.set(sitting, room);
  attention.check();
  pass(5_000);
  live.delete(sitting);
  attention.check();
  expect(looks().at(-1)).toEqual([31_000, 36_000]);
});

test('while the page is away nothing is looked at; when it is back a new look begins', () => {
  const [sitting, room] = [newSittingId(), newRoomId()];
  live.set(sitting, room);
  attention.attend(sitting);
  pass(1_000);
  attention.pageIs(false);
  pass(20_000);
  attention.pageIs(true);
  expect(looks()).toEqual([
    [1_000, 1_000],
    [1_000, 2_000],
    [22_000, 22_000],
  ]);
});
