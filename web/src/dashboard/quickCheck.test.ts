import { expect, test, vi } from 'vitest';
import { type CheckParts, quickCheck } from './quickCheck.ts';

const device = (kind: MediaDeviceKind) => ({ kind }) as MediaDeviceInfo;
function computer(more: Partial<CheckParts> = {}): CheckParts {
  let clock = 0;
  return {
    devices: { enumerateDevices: async () => [device('audioinput'), device('videoinput')] },
    canShareScreen: true,
    isExtended: false,
    ping: async () => undefined,
    now: () => {
      clock += 20;
      return clock;
    },
    ...more,
  };
}

test('a computer with all it needs passes, with the time of the server’s quickest answer', async () => {
  expect(await quickCheck(computer())).toEqual([
    { name: 'browser', outcome: 'ok' },
    { name: 'camera', outcome: 'ok' },
    { name: 'display', outcome: 'ok' },
    { name: 'server', outcome: 'ok', ms: 20 },
  ]);
});

test('each thing that is missing is named, and what the browser does not tell is left out', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const results = await quickCheck(
    computer({
      devices: undefined,
      canShareScreen: false,
      isExtended: undefined,
      ping: () => Promise.reject(new TypeError('offline')),
    }),
  );
  expect(results.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'browser wrong',
    'camera wrong',
    'server wrong',
  ]);
  told.mockRestore();
});

test('a second display is pointed out, and so is a server that takes long', async () => {
  let clock = 0;
  const slow = computer({ isExtended: true, now: () => (clock += 800) });
  expect((await quickCheck(slow)).slice(2)).toEqual([
    { name: 'display', outcome: 'wrong' },
    { name: 'server', outcome: 'slow', ms: 800 },
  ]);
});
