import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ShareWatch } from './shareWatch.ts';
import { hearing } from './testing.ts';
import { type Battery, watchBattery } from './watchBattery.ts';
import { pictureIncidents } from './watchCameraPicture.ts';
import { watchDisplays } from './watchDisplays.ts';
import { watchFullscreen } from './watchFullscreen.ts';
import { watchOffline } from './watchOffline.ts';
import { watchPage } from './watchPage.ts';
import { watchSleep } from './watchSleep.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the page', () => {
  function aPage() {
    const target = new EventTarget();
    const state = { visibilityState: 'visible' as DocumentVisibilityState, focused: true };
    const document = Object.assign(target, { hasFocus: () => state.focused });
    Object.defineProperty(document, 'visibilityState', { get: () => state.visibilityState });
    const window = new EventTarget();
    return {
      environment: { document, window } as unknown as Parameters<typeof watchPage>[2],
      hide: (hidden: boolean) => {
        Object.assign(state, { visibilityState: hidden ? 'hidden' : 'visible', focused: !hidden });
        target.dispatchEvent(new Event('visibilitychange'));
      },
      focus: (focused: boolean) => {
        state.focused = focused;
        window.dispatchEvent(new Event(focused ? 'focus' : 'blur'));
      },
    };
  }

  test('a hidden tab is told once, until it is shown again, and not as a lost focus as well', () => {
    const { environment, hide } = aPage();
    const tells = hearing();
    const end = watchPage(tells, () => false, environment);
    hide(true);
    vi.advanceTimersByTime(5_000);
    hide(false);
    expect(tells.heard).toEqual(['+tabHidden', '-tabHidden']);
    end();
  });

  test('a focus that is elsewhere for more than a moment is told, but not while Chrome asks something', () => {
    const { environment, focus } = aPage();
    const tells = hearing();
    let asking = true;
    watchPage(tells, () => asking, environment);
    focus(false);
    vi.advanceTimersByTime(5_000);
    focus(true);
    asking = false;
    focus(false);
    vi.advanceTimersByTime(500);
    focus(true);
    expect(tells.heard).toEqual([]);
    focus(false);
    vi.advanceTimersByTime(1_500);
    focus(true);
    expect(tells.heard).toEqual(['+focusLost', '-focusLost']);
  });

  test('full screen that is left is told until the page fills the screen again', () => {
    const document = Object.assign(new EventTarget(), { fullscreenElement: {} as object | null });
    const tells = hearing();
    const full: boolean[] = [];
    watchFullscreen(tells, (is) => full.push(is), document as unknown as Document);
    for (const element of [null, {}]) {
      document.fullscreenElement = element;
      document.dispatchEvent(new Event('fullscreenchange'));
    }
    expect(tells.heard).toEqual(['+fullscreenLeft', '-fullscreenLeft']);
    expect(full).toEqual([true, false, true]);
  });
});

describe('the machine', () => {
  test('a second display is seen within two seconds, or as soon as the page has the focus', () => {
    const screen: { isExtended?: boolean } = { isExtended: false };
    const window = new EventTarget();
    const seen: string[] = [];
    const end = watchDisplays((now) => seen.push(now), { screen, window });
    screen.isExtended = true;
    vi.advanceTimersByTime(2_000);
    screen.isExtended = false;
    window.dispatchEvent(new Event('focus'));
    expect(seen).toEqual(['none', 'connected', 'none']);
    end();
    screen.isExtended = true;
    vi.advanceTimersByTime(10_000);
    expect(seen).toHaveLength(3);
  });

  test('a cut is told with how long it lasted, whether the machine or only the line is cut', () => {
    const navigator = { onLine: true };
    const window = new EventTarget();
    let now = 0;
    const tells = hearing();
    const offline = watchOffline(tells, { navigator, window, now: () => now } as Parameters<typeof watchOffline>[1]);
    navigator.onLine = false;
    window.dispatchEvent(new Event('offline'));
    offline.lineIs(false);
    now = 61_000;
    navigator.onLine = true;
    window.dispatchEvent(new Event('online'));
    expect(tells.heard).toEqual(['+offline']);
    offline.lineIs(true);
    expect(tells.heard).toEqual(['+offline', '-offline', 'reconnected']);
    expect(tells.facts.at(-1)).toEqual({ kind: 'reconnected', facts: { afterSeconds: 61 } });
  });

  test('a low battery is told while nothing charges it', async () => {
    const battery = Object.assign(new EventTarget(), { charging: false, level: 0.5 });
    const tells = hearing();
    const shown: (number | undefined)[] = [];
    watchBattery(tells, (percent) => shown.push(percent), { getBattery: async (): Promise<Battery> => battery });
    await vi.advanceTimersByTimeAsync(0);
    battery.level = 0.14;
    battery.dispatchEvent(new Event('levelchange'));
    battery.level = 0.13;
    battery.dispatchEvent(new Event('levelchange'));
    battery.charging = true;
    battery.dispatchEvent(new Event('chargingchange'));
    expect(tells.heard).toEqual(['+batteryLow', '-batteryLow']);
    expect(tells.facts[0]).toEqual({ kind: 'batteryLow', facts: { percent: 14 } });
    expect(shown).toEqual([undefined, 14, 13, undefined]);
  });

  test('a machine that slept is told with its seconds; a busy one and a tab in the background are not', () => {
    let [wall, hidden] = [0, false];
    const tells = hearing();
    const end = watchSleep(tells, { wall: () => wall, isHidden: () => hidden });
    const tick = (ms: number) => {
      wall += ms;
      vi.advanceTimersByTime(1_000);
    };
    tick(1_000);
    tick(9_000);
    hidden = true;
    tick(1_000);
    tick(61_000);
    expect(tells.facts).toEqual([]);
    tick(601_000);
    expect(tells.facts).toEqual([{ kind: 'slept', facts: { seconds: 600 } }]);
    end();
  });
});

test('a camera’s picture that is black, then frozen, then moves is told as one after the other', () => {
  const tells = hearing();
  const shown: unknown[] = [];
  const tell = pictureIncidents(tells, (fault) => shown.push(fault));
  for (const sign of ['unknown', 'moving', 'black', 'black', 'frozen', 'moving'] as const) tell(sign);
  expect(tells.heard).toEqual(['+cameraBlack', '-cameraBlack', '+cameraFrozen', '-cameraFrozen']);
  expect(shown).toEqual([undefined, undefined, 'black', 'black', 'frozen', undefined]);
});

describe('the shares', () => {
  class Permission extends EventTarget {
    state: PermissionState;
    constructor(state: PermissionState) {
      super();
      this.state = state;
    }
  }
  const permissions = (state: PermissionState, permission = new Permission(state)) => ({
    query: async () => permission as unknown as PermissionStatus,
  });

  test('a screen that stopped, a camera that was unplugged and one that was refused are told apart', async () => {
    const tells = hearing();
    const plugged = new ShareWatch(tells, permissions('granted'));
    await plugged.ended('screen');
    const unplugged = plugged.ended('webcam');
    await vi.advanceTimersByTimeAsync(1_000);
    await unplugged;
    plugged.shared('webcam');
    await new ShareWatch(tells, permissions('denied')).ended('webcam');
    expect(tells.heard).toEqual(['+shareStopped', '+cameraUnplugged', '-cameraUnplugged', '+cameraDenied']);
  });

  test('a camera whose permission is seen to be gone only after it stopped was refused, not unplugged', async () => {
    const tells = hearing();
    const permission = new Permission('granted');
    const told = new ShareWatch(tells, permissions('granted', permission)).ended('webcam');
    await Promise.resolve();
    await Promise.resolve();
    permission.state = 'denied';
    permission.dispatchEvent(new Event('change'));
    await told;
    expect(tells.heard).toEqual(['+cameraDenied']);
  });

  test('wrong surfaces are counted', () => {
    const tells = hearing();
    const watch = new ShareWatch(tells, undefined);
    watch.failed({ trouble: 'wrongSurface', surface: 'browser' });
    watch.failed({ trouble: 'wrongSurface', surface: 'window' });
    watch.failed({ trouble: 'cameraBusy', surface: undefined });
    expect(tells.facts).toEqual([
      { kind: 'wrongSurface', facts: { surface: 'browser', times: 1 } },
      { kind: 'wrongSurface', facts: { surface: 'window', times: 2 } },
    ]);
  });

  test('a share that stopped twice is told once', async () => {
    const tells = hearing();
    const watch = new ShareWatch(tells, undefined);
    watch.stopped('screen');
    await watch.ended('screen');
    watch.close();
    expect(tells.heard).toEqual(['+shareStopped', '-shareStopped']);
  });
});
