import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import { AppError } from '@invigil/contract/errors';
import { type CheckId, type DeviceId, roomId, sittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { FinishedCheck } from '@invigil/contract/routes/deviceChecks';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { Allowances } from '../http/allowances.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import type { JoinTokens } from '../joinTokens.ts';
import { liveSources } from '../live/liveSources.ts';
import { newId } from '../newId.ts';
import { checkTextHandlers, endOf, leftText, lockedCheck, mustBeUnderWay } from './checkText.ts';
import { DeviceCheck } from './deviceCheck.ts';
import { DeviceValidation } from './deviceValidation.ts';
import type { Receipts } from './receipts.ts';
import { requiredSteps } from './requiredSteps.ts';
import { isPassed, settledSteps } from './settledSteps.ts';
import { speedProbeHandler } from './speedProbe.ts';
import { connectionThresholds } from './thresholds.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Each check takes a place at a media worker. */
const checksPerAccount = { burst: 20, everyMs: 30_000 };

export interface DeviceParts {
  joinTokens: JoinTokens;
  cluster: Cluster;
  clock: Clock;
  receipts: Receipts;
  /** How long a full check counts. */
  validDays: number;
}

type Names =
  | 'startDeviceCheck'
  | 'saveCheckText'
  | 'checkText'
  | 'speedProbe'
  | 'finishDeviceCheck'
  | 'deviceReceiptKey';

export function deviceHandlers({
  joinTokens,
  cluster,
  clock,
  receipts,
  validDays,
}: DeviceParts): Pick<Handlers, Names> {
  const checks = new Allowances(checksPerAccount, clock);

  async function finish(
    tx: EntityManager,
    { session: { account }, params, body, now, address }: Call<'finishDeviceCheck'>,
    sources: Awaited<ReturnType<typeof liveSources>>,
  ): Promise<DeviceValidation> {
    const check = await lockedCheck(tx, params.checkId, account.id);
    const known = await tx.findOne(DeviceValidation, { check });
    if (known) return known;
    mustBeUnderWay(check, now);
    const { kind, deviceId } = check;
    const steps = settledSteps(body.steps, { sources, textSaved: check.revision > 0 });
    const full = kind === 'delta' ? await validFullCheck(tx, { account, deviceId, now }) : undefined;
    const isPass = full !== null && isPassed(steps, await requiredSteps(tx, { account, kind, now }));
    const device = `${body.device.browser} · ${body.device.system}`;
    const validUntil = isPass ? (full?.validUntil ?? new Date(now.getTime() + validDays * dayMs)) : now;
    const receipt = isPass ? await receiptOf({ account, check, device, steps, now, validUntil }) : null;
    check.finishedAt = now;
    audit(tx, {
      at: now,
      actorId: account.id,
      address,
      action: 'deviceChecked',
      subjectId: check.id,
      facts: { kind, device, outcome: isPass ? 'passed' : 'failed' },
    });
    return tx.create(DeviceValidation, {
      id: newId(),
      account,
      device,
      passed: isPass,
      checkedAt: now,
      validUntil,
      facts: { browser: body.device.browser, system: body.device.system },
      check,
      steps,
      deviceId,
      receipt,
    });
  }

  function receiptOf(of: {
    account: Account;
    check: DeviceCheck;
    device: string;
    steps: CheckedStep[];
    now: Date;
    validUntil: Date;
  }): Promise<string> {
    return receipts.sign({
      sub: of.account.id,
      checkId: of.check.id,
      deviceId: of.check.deviceId,
      device: of.device,
      steps: of.steps.map(({ step, outcome }) => ({ step, outcome })),
      iat: Math.floor(of.now.getTime() / 1000),
      exp: Math.floor(of.validUntil.getTime() / 1000),
    });
  }

  return {
    ...checkTextHandlers,
    speedProbe: speedProbeHandler(clock),

    async startDeviceCheck({ em, session: { account }, body: { kind, deviceId }, now, host }) {
      checks.take(account.id);
      if (kind === 'delta' && !(await validFullCheck(em, { account, deviceId, now }))) {
        throw new AppError({ code: 'stale' });
      }
      // Those that nobody finished are of no use any more.
      const over = new Date(now.getTime() - limits.deviceCheckMs);
      await em.nativeDelete(DeviceCheck, { account, finishedAt: null, beganAt: { $lt: over } });
      const { text, revision } = await leftText(em, { account, kind, deviceId, since: over });
      const id = newId<CheckId>();
      const check = em.create(DeviceCheck, { id, account, kind, deviceId, beganAt: now, text, revision });
      const endsAt = endOf(check);
      const join = await joinTokens.grant(host, {
        role: 'candidate',
        personId: account.id,
        ...placeOf(check.id),
        endsAt: endsAt.getTime(),
      });
      return {
        checkId: check.id,
        serverTime: now.toISOString(),
        endsAt: endsAt.toISOString(),
        join,
        thresholds: connectionThresholds,
      };
    },

    async finishDeviceCheck(call) {
      const { em, params, body } = call;
      if (new Set(body.steps.map(({ step }) => step)).size < body.steps.length) {
        throw new AppError({ code: 'invalid', issues: [{ path: 'steps', message: 'must name each step once' }] });
      }
      const sources = await liveSources(cluster, placeOf(params.checkId));
      return asFinished(await em.transactional((tx) => finish(tx, call, sources)));
    },

    deviceReceiptKey: async () => receipts.publicKey(),
  };
}

/** A check is live in a sitting and a room of its own. */
const placeOf = (checkId: CheckId) => ({ sittingId: sittingId.parse(checkId), roomId: roomId.parse(checkId) });

/** The last full check of a device, if it passed and still counts. */
async function validFullCheck(
  em: EntityManager,
  { account, deviceId, now }: { account: Account; deviceId: DeviceId; now: Date },
): Promise<DeviceValidation | null> {
  const last = await em.findOne(
    DeviceValidation,
    { account, deviceId, check: { kind: 'full' } },
    { orderBy: { checkedAt: 'desc', id: 'desc' } },
  );
  return last?.passed && last.validUntil > now ? last : null;
}

function asFinished({ passed, steps, checkedAt, receipt, validUntil }: DeviceValidation): FinishedCheck {
  return {
    passed,
    steps: steps ?? [],
    checkedAt: checkedAt.toISOString(),
    receipt: receipt ?? null,
    validUntil: passed ? validUntil.toISOString() : null,
  };
}
