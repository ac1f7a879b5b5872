import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nudgeWhenStarved } from './starvedStep.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function aSender(flow: { framesSent: number; reason: string }) {
  const stats = () =>
    new Map([
      ['one', { type: 'outbound-rtp', rid: 'r1', framesSent: flow.framesSent, qualityLimitationReason: flow.reason }],
    ]);
  return { getStats: async () => stats() } as unknown as RTCRtpSender;
}

test('a wanted step that the bandwidth estimate leaves out is nudged, ever more rarely', async () => {
  const nudge = vi.fn();
  const end = nudgeWhenStarved({
    sender: aSender({ framesSent: 0, reason: 'bandwidth' }),
    rid: 'r1',
    isWanted: () => true,
    nudge,
  });
  const nudgesAfter = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return nudge.mock.calls.length;
  };
  expect(await nudgesAfter(3_000)).toBe(1);
  expect(await nudgesAfter(3_000)).toBe(2);
  expect(await nudgesAfter(5_000)).toBe(2);
  expect(await nudgesAfter(1_000)).toBe(3);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(nudge).toHaveBeenCalledTimes(3);
});

test.each([
  ['nobody wants', { framesSent: 0, reason: 'bandwidth' }, false],
  ['stands still because the screen does', { framesSent: 0, reason: 'none' }, true],
])('a step that %s is left alone', async (_, flow, wanted) => {
  const nudge = vi.fn();
  const end = nudgeWhenStarved({ sender: aSender(flow), rid: 'r1', isWanted: () => wanted, nudge });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(nudge).not.toHaveBeenCalled();
  end();
});
