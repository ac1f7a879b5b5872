import { expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { byTestId, draw, press, textOf } from '../components/testing.ts';
import { captureScreen } from '../live/captures.ts';
import { useSitting } from '../stores/sitting.ts';
import ActivateShares from './ActivateShares.vue';

test('Chrome is asked for the screen in the press of the one button itself', () => {
  const getDisplayMedia = vi.fn(() => new Promise<MediaStream>(() => undefined));
  const devices = { getDisplayMedia } as unknown as MediaDevices;
  const onActivate = () => captureScreen(devices);
  const box = draw(ActivateShares, { missing: ['screen'], credits: true, onActivate });
  press(byTestId(box, 'activate-shares'));
  expect(getDisplayMedia).toHaveBeenCalledTimes(1);
});

test('what stopped is named; what went wrong with bringing it back has its cause, its picture and its count', async () => {
  const box = draw(ActivateShares, { missing: ['screen', 'webcam'], credits: false });
  const sitting = useSitting();
  sitting.released('screen', 'screenEnded');
  await nextTick();
  expect(textOf(box)).toMatch(/Stopped: Entire screen, Webcam\. Your answers are safe\./);
  expect(byTestId(box, 'trouble-screen')).toBeUndefined();
  sitting.released('screen', 'wrongSurface');
  await nextTick();
  expect(textOf(byTestId(box, 'trouble-screen'))).toMatch(/tab or a window.*surfaceNotMonitor/);
  expect(textOf(byTestId(box, 'wrong-surfaces'))).toMatch(/1/);
});

test('while the server has yet to see the share, there is nothing to press', () => {
  const box = draw(ActivateShares, { missing: [], credits: true });
  expect(byTestId(box, 'activate-shares')).toBeUndefined();
  expect(textOf(box)).toMatch(/as soon as the server sees it/);
});
