import type { LineConditions } from '@invigil/loadtest/impairment/conditions';
import type { NetworkName } from '../support/impairedNetwork.ts';
import type { DeviceStage } from './deviceStage.ts';
import type { FaultState } from './deviceState.ts';

/** Both lines of the impaired browser, as good as new or as named. */
function become({ network, mediaNetwork }: DeviceStage, conditions: NetworkName | LineConditions = 'good'): void {
  for (const line of [network, mediaNetwork]) {
    line.mend();
    line.become(conditions);
  }
}

async function mended(check: Parameters<FaultState['bring']>[0], stage: DeviceStage): Promise<void> {
  become(stage);
  await check.look('connection');
  await check.again('connection').click();
}

/** Everything that can be wrong with the way to the server. */
export const lineFaults: readonly FaultState[] = [
  {
    name: 'connection-udp-blocked',
    kind: 'impaired',
    step: 'connection',
    fault: 'udpBlocked',
    isWarning: true,
    async bring(check, stage) {
      become(stage, 'noUdp');
      await check.startToScreen();
      await check.share();
      await check.untilStep('connection', 'warned', 45_000);
      await check.look('connection');
    },
  },
  {
    name: 'connection-slow',
    kind: 'impaired',
    step: 'connection',
    fault: 'connectionSlow',
    async bring(check, stage) {
      become(stage);
      await check.startToScreen();
      become(stage, 'tooSlow');
      await check.share();
      await check.untilStep('connection', 'failed', 45_000);
      await check.look('connection');
    },
    mend: mended,
  },
  {
    name: 'connection-media-blocked',
    kind: 'impaired',
    step: 'connection',
    fault: 'iceFailed',
    async bring(check, stage) {
      become(stage);
      await check.startToScreen();
      stage.mediaNetwork.cut();
      await check.share();
      await check.untilStep('connection', 'failed', 45_000);
      await check.look('connection');
    },
    mend: mended,
  },
  {
    name: 'connection-all-blocked',
    kind: 'impaired',
    step: 'connection',
    fault: 'socketBlocked',
    async bring(check, stage) {
      become(stage);
      await check.open();
      stage.network.cut();
      stage.mediaNetwork.cut();
      await check.page.getByTestId('start-check').click();
      await check.untilStep('screen', 'yours');
      await check.share();
      await check.untilStep('connection', 'failed', 45_000);
      await check.look('connection');
    },
    mend: mended,
  },
];
