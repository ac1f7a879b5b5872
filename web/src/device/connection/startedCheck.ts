import type { DeviceCheckKind } from '@invigil/contract/deviceCheckSteps';
import { AppError } from '@invigil/contract/errors';
import type { StartedCheck } from '@invigil/contract/routes/deviceChecks';
import { api } from '../../api.ts';
import { ownDeviceId, renewDeviceId } from '../deviceId.ts';

/** The check as the server knows it. A line whose place is lost needs a new one, which then is the one that counts. */
export function startedCheck(kind: DeviceCheckKind) {
  let last: Promise<StartedCheck> | undefined;

  /** Begins another check. Throws an AppError: `stale` when only the full validation helps. */
  function renew(): Promise<StartedCheck> {
    const mine = begin(kind);
    last = mine;
    mine.catch(() => {
      if (last === mine) last = undefined;
    });
    return mine;
  }

  /** The one under way, or a new one. */
  const current = () => last ?? renew();
  return { renew, current };
}

async function begin(kind: DeviceCheckKind): Promise<StartedCheck> {
  try {
    return await api.call('startDeviceCheck', { body: { kind, deviceId: ownDeviceId() } });
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.code !== 'invalid') throw fault;
    return await api.call('startDeviceCheck', { body: { kind, deviceId: renewDeviceId() } });
  }
}
