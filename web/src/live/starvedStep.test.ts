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
  await vi.advanceTimersByTimeAsync(3_000);
  expect(nudge).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(nudge).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(11_999);
  expect(nudge).toHaveBeenCalledTimes(2);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(nudge).toHaveBeenCalledTimes(2);
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
