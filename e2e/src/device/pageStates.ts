import type { DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import type { CheckPage } from './checkPage.ts';
import type { DeviceState, FaultState } from './deviceState.ts';

/** What this origin may keep in the browser; as much as ever when undefined. */
async function limitStorage(check: CheckPage, quotaSize: number | undefined): Promise<void> {
  const devTools = await check.devTools;
  await devTools.send('Storage.overrideQuotaForOrigin', { origin: check.url, quotaSize });
}

/** What can be wrong with documents and writing. */
export const deskFaults: readonly FaultState[] = [
  {
    name: 'document-not-shown',
    kind: 'fake',
    step: 'documents',
    fault: 'documentNotShown',
    async bring(check) {
      await check.page.route('**/*.pdf', (route) => route.abort());
      await check.startToScreen();
      await check.share();
      await check.untilStep('documents', 'failed');
    },
    async mend(check) {
      await check.page.unroute('**/*.pdf');
      await check.again('documents').click();
    },
  },
  {
    name: 'storage-refused',
    kind: 'fake',
    step: 'writing',
    fault: 'storageRefused',
    async bring(check) {
      await check.startToScreen();
      await limitStorage(check, 1);
      await check.share();
      await check.untilStep('writing', 'failed');
    },
    async mend(check) {
      await limitStorage(check, undefined);
      await check.again('writing').click();
      await check.untilPhase('typing');
      await check.write();
    },
  },
];

/** Each step as it looks when all is well. */
const good = (step: DeviceCheckStep): DeviceState => ({
  name: `good-${step}`,
  kind: 'fake',
  async bring(check) {
    await check.startToWriting();
    if (step === 'writing') return;
    await check.untilStep(step, 'passed', 45_000);
    await check.look(step);
  },
});

/** What a candidate sees of a check that goes well, from its beginning to its result; and of one that does not. */
export const ordinaryStates: readonly DeviceState[] = [
  { name: 'intro', kind: 'fake', bring: (check) => check.open() },
  { name: 'screen-asked', kind: 'fake', bring: (check) => check.startToScreen() },
  ...(['browser', 'webcam', 'microphone', 'screen', 'connection', 'documents', 'writing'] as const).map(good),
  {
    name: 'result-passed',
    kind: 'fake',
    async bring(check) {
      await check.startToWriting();
      await check.write();
      await check.page.getByTestId('device-result').waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'review',
    kind: 'refusing',
    async bring(check) {
      await check.start();
      for (const step of ['webcam', 'microphone'] as const) await check.page.getByTestId(`go-on-${step}`).click();
      await check.share();
      await check.page.getByTestId('go-on-screen').click();
      await check.untilPhase('typing');
      await check.write();
      await check.page.getByTestId('review').waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'browser-unsupported',
    kind: 'fake',
    async bring(check) {
      await check.say('Firefox');
      await check.page.goto(`${check.url}/device`);
      await check.page.getByTestId('unfit-browser').waitFor();
    },
  },
];
