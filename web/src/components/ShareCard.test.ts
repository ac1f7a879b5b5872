import { expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { captureScreen } from '../live/captures.ts';
import { useSitting } from '../stores/sitting.ts';
import ShareCard from './ShareCard.vue';
import { byTestId, draw, press, textOf } from './testing.ts';

test('Chrome is asked for the screen in the press of the button itself, or it would refuse to open its picker', () => {
  const getDisplayMedia = vi.fn(() => new Promise<MediaStream>(() => undefined));
  const devices = { getDisplayMedia } as unknown as MediaDevices;
  const card = draw(ShareCard, { source: 'screen', main: true, onShare: () => captureScreen(devices) });
  press(byTestId(card, 'share-screen'));
  expect(getDisplayMedia).toHaveBeenCalledTimes(1);
});

test('a wrong surface is told with its cause, the three steps and the one button that mends it', async () => {
  const card = draw(ShareCard, { source: 'screen', main: true });
  useSitting().released('screen', 'wrongSurface');
  await nextTick();
  expect(byTestId(card, 'link-screen')?.props['data-state']).toBe('blocked');
  const told = textOf(byTestId(card, 'trouble-screen'));
  expect(told).toMatch(/tab or a window.*stopped at once/);
  expect(told).toMatch(/1Open “Entire screen”2Click the picture of your screen3Press “Share”/);
  expect(textOf(byTestId(card, 'share-screen'))).toMatch(/Share my entire screen again/);
});
