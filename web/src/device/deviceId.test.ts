import { deviceId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import { ownDeviceId, renewDeviceId } from './deviceId.ts';

function aStorage(first?: string) {
  const kept = new Map(first === undefined ? [] : [['invigil.deviceId', first]]);
  return () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
}
const refusing = (): never => {
  throw new DOMException('refused', 'SecurityError');
};

test('a page without a storage keeps its id for as long as it is open', () => {
  const mine = ownDeviceId(refusing);
  expect(deviceId.safeParse(mine).success).toBe(true);
  expect(ownDeviceId(refusing)).toBe(mine);
});

test('a browser keeps the id that it made', () => {
  const storage = aStorage();
  const mine = renewDeviceId(storage);
  expect(ownDeviceId(storage)).toBe(mine);
});

test('an id that is no uuid is replaced, and so is one that the server refused', () => {
  const storage = aStorage('not an id');
  const mine = ownDeviceId(storage);
  expect(deviceId.safeParse(mine).success).toBe(true);
  const next = renewDeviceId(storage);
  expect(next).not.toBe(mine);
  expect(ownDeviceId(storage)).toBe(next);
});
