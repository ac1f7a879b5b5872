import type { DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import type { CameraState } from './captureFiles.ts';
import type { CheckPage } from './checkPage.ts';
import type { FaultState } from './deviceState.ts';

type Permission = 'camera' | 'microphone';

/** As the person decides it beside the address. */
async function allow(check: CheckPage, name: Permission, setting: 'granted' | 'denied'): Promise<void> {
  const devTools = await check.devTools;
  const { targetInfo } = await devTools.send('Target.getTargetInfo');
  const { browserContextId } = targetInfo;
  await devTools.send('Browser.setPermission', { permission: { name }, setting, origin: check.url, browserContextId });
}

/** In a browser that says no to everything, or has nothing: up to the step, leaving out those before. */
async function passOverTo(check: CheckPage, step: 'microphone' | 'screen'): Promise<void> {
  await check.start();
  const before: readonly DeviceCheckStep[] = step === 'microphone' ? ['webcam'] : ['webcam', 'microphone'];
  for (const each of before) {
    await check.untilStep(each, 'failed');
    await check.page.getByTestId(`go-on-${each}`).click();
  }
}

const cameraOf = (camera: CameraState, fault: FaultState['fault']): FaultState => ({
  name: `camera-${camera}`,
  kind: 'files',
  step: 'webcam',
  fault,
  async bring(check, { files }) {
    await files.become(camera);
    await check.start();
    await check.untilStep('webcam', 'failed');
  },
  async mend(check, { files }) {
    await files.become('moving');
    await check.again('webcam').click();
  },
});

const deniedOf = (name: Permission, step: 'webcam' | 'microphone', fault: FaultState['fault']): FaultState => ({
  name: `${name}-denied`,
  kind: 'windowed',
  step,
  fault,
  async bring(check) {
    await check.open();
    await allow(check, name, 'denied');
    await check.page.getByTestId('start-check').click();
    await check.untilStep(step, 'failed');
  },
  async mend(check) {
    await allow(check, name, 'granted');
    await check.again(step).click();
  },
});

const webcamFaults: readonly FaultState[] = [
  cameraOf('absent', 'cameraNotFound'),
  cameraOf('busy', 'cameraBusy'),
  cameraOf('black', 'cameraBlack'),
  cameraOf('frozen', 'cameraFrozen'),
  deniedOf('camera', 'webcam', 'cameraDenied'),
  {
    name: 'camera-forbidden-by-policy',
    kind: 'fake',
    step: 'webcam',
    fault: 'permissionPolicy',
    async bring(check) {
      // What a school's proxy, or a frame around the page, takes away.
      await check.page.route('**/device', async (route) => {
        const answer = await route.fetch();
        const headers = { ...answer.headers(), 'permissions-policy': 'camera=(), display-capture=(self)' };
        await route.fulfill({ response: answer, headers });
      });
      await check.start();
      await check.untilStep('webcam', 'failed');
    },
  },
];

const microphoneFaults: readonly FaultState[] = [
  deniedOf('microphone', 'microphone', 'microphoneDenied'),
  {
    name: 'microphone-absent',
    kind: 'bare',
    step: 'microphone',
    fault: 'microphoneNotFound',
    async bring(check) {
      await passOverTo(check, 'microphone');
      await check.untilStep('microphone', 'failed');
    },
  },
  {
    name: 'microphone-silent',
    kind: 'files',
    step: 'microphone',
    fault: 'microphoneSilent',
    async bring(check, { files }) {
      await files.become('moving', 'silent');
      await check.start();
      await check.untilStep('microphone', 'failed', 90_000);
    },
    async mend(check, { files }) {
      await files.become('moving', 'voice');
      await check.again('microphone').click();
    },
  },
];

const wrongSurface = (surface: 'window' | 'browser', name: string): FaultState => ({
  name,
  kind: 'fake',
  step: 'screen',
  fault: 'surfaceNotMonitor',
  async bring(check) {
    await check.startToScreen();
    await check.pickInstead(surface);
    await check.share();
    await check.untilStep('screen', 'failed');
  },
  async mend(check) {
    await check.again('screen').click();
  },
});

const screenFaults: readonly FaultState[] = [
  wrongSurface('window', 'screen-window-chosen'),
  wrongSurface('browser', 'screen-tab-chosen'),
  {
    name: 'screen-denied',
    kind: 'refusing',
    step: 'screen',
    fault: 'screenDenied',
    async bring(check) {
      await passOverTo(check, 'screen');
      await check.share();
      await check.untilStep('screen', 'failed');
    },
  },
  {
    name: 'screen-blocked-by-mac',
    kind: 'bare',
    step: 'screen',
    fault: 'osScreenPermission',
    async bring(check) {
      await check.say('Chromium on a Mac');
      await passOverTo(check, 'screen');
      await check.share();
      await check.untilStep('screen', 'failed');
    },
  },
  {
    name: 'screen-second-display',
    kind: 'fake',
    step: 'screen',
    fault: 'screenExtended',
    isWarning: true,
    async bring(check) {
      await check.startToScreen();
      await check.plugDisplay();
      await check.share();
      await check.untilStep('screen', 'warned');
      await check.look('screen');
    },
  },
];

/** Everything that can be wrong with camera, microphone and screen. */
export const captureFaults: readonly FaultState[] = [...webcamFaults, ...microphoneFaults, ...screenFaults];
