import type { deviceRefusals } from '@invigil/contract/errors';
import type { DeviceId } from '@invigil/contract/ids';
import { type RawQueryFragment, sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Account } from '../accounts/account.ts';
import { DeviceValidation } from './deviceValidation.ts';

/** `passed`, or why a device cannot enter: `none` was never checked, `otherDevice` is the one that passed. */
export interface DeviceStanding {
  state: 'passed' | (typeof deviceRefusals)[number];
}

const ids = z.array(z.object({ id: z.uuid() }));
const rows = z.array(z.object({ mine: z.boolean(), passed: z.boolean(), valid: z.boolean() }));

/**
 * How one browser of somebody stands: only its own last check counts, so that trying another device spoils nothing. A
 * check that was made before devices had ids is of another device.
 */
export async function deviceStanding(
  em: EntityManager,
  account: Pick<Account, 'id'>,
  deviceId: DeviceId | null,
  now: Date,
): Promise<DeviceStanding> {
  const found = rows.parse(
    await em.execute(sql`
      select coalesce(d.device_id = ${deviceId}::uuid, false) as mine, d.passed, d.valid_until > ${now} as valid
      from ${lastOfEachDevice(sql`${account.id}`)} d`),
  );
  const mine = found.find((row) => row.mine);
  if (mine) return { state: !mine.passed ? 'failed' : mine.valid ? 'passed' : 'expired' };
  return { state: found.some(({ passed, valid }) => passed && valid) ? 'otherDevice' : 'none' };
}

/** The check by which somebody stands, for admins and the dashboard: that of a device which may enter, else the last one. */
export async function standingValidation(
  em: EntityManager,
  account: Pick<Account, 'id'>,
  now: Date,
): Promise<DeviceValidation | null> {
  const [best] = ids.parse(
    await em.execute(sql`
      select d.id from ${lastOfEachDevice(sql`${account.id}`)} d
      order by d.passed and d.valid_until > ${now} desc, d.checked_at desc, d.id desc limit 1`),
  );
  return best ? em.findOne(DeviceValidation, { id: best.id }, { populate: ['check'] }) : null;
}

/** The last check of each device of one account, as a table. */
export function lastOfEachDevice(accountId: RawQueryFragment): RawQueryFragment {
  return sql`(
    select distinct on (device_id) id, device_id, device, passed, checked_at, valid_until from device_validation
    where account_id = ${accountId} order by device_id, checked_at desc, id desc)`;
}
