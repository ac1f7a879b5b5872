import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { byTestId, draw, press, textOf } from '../components/testing.ts';
import { aTrack, aWatchId } from '../live/testing.ts';
import { useSitting } from '../stores/sitting.ts';
import VoiceBar from './VoiceBar.vue';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', class {});
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function aVoice(more: Record<string, unknown> = {}) {
  const bar = draw(VoiceBar, { isRequired: false, ...more });
  const sitting = useSitting();
  const say = async (speaks: boolean) => {
    sitting.voiceIs(aWatchId(1), { track: aTrack(), speaks });
    await nextTick();
  };
  return { bar, sitting, say };
}

test('nothing is shown until a proctor can be heard; then whether they speak is said', async () => {
  const { bar, say } = await aVoice();
  expect(byTestId(bar, 'voice')).toBeUndefined();
  await say(false);
  expect(textOf(bar)).toMatch(/can speak to you now/);
  await say(true);
  expect(textOf(bar)).toMatch(/Your proctor is speaking to you/);
});

test('a browser that refuses the sound offers one button', async () => {
  const { bar, say } = await aVoice();
  await say(true);
  // Nothing can be played in memory, which is what a refusal looks like.
  await vi.advanceTimersByTimeAsync(0);
  expect(byTestId(bar, 'voice-listen')).toBeDefined();
});

test('the answer by voice begins in the press itself, is shown, and ends with a press', async () => {
  const [onSpeak, onHush] = [vi.fn(), vi.fn()];
  const { bar, sitting, say } = await aVoice({ onSpeak, onHush });
  await say(true);
  press(byTestId(bar, 'answer-by-voice'));
  expect(onSpeak).toHaveBeenCalledTimes(1);
  sitting.captured('microphone', aTrack());
  await nextTick();
  expect(textOf(byTestId(bar, 'answer-state'))).toMatch(/being connected/);
  press(byTestId(bar, 'hush'));
  expect(onHush).toHaveBeenCalledTimes(1);
});

test('a microphone does not stay open when the voice is gone', async () => {
  const onHush = vi.fn();
  const { sitting, say } = await aVoice({ onHush });
  await say(true);
  sitting.voiceIs(aWatchId(1), undefined);
  await nextTick();
  expect(onHush).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onHush).toHaveBeenCalledTimes(1);
});
