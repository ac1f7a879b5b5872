import { randomUUID } from 'node:crypto';
import { deviceId, pageId } from '@invigil/contract/ids';
import type { LinkState } from '@invigil/contract/live';
import type { RouteBody } from '@invigil/contract/routes';
import type { Source } from '@invigil/contract/sources';
import type { Account } from '../src/accounts/account.ts';
import { DeviceValidation } from '../src/devices/deviceValidation.ts';
import { Exam } from '../src/exams/exam.ts';
import { newId } from '../src/newId.ts';
import { addExamDay, hour } from './examDay.ts';
import { holdLive } from './liveSitting.ts';
import type { TestApi } from './testApi.ts';

/** Writes a finished check of one device down. */
export async function addDeviceCheck(
  server: TestApi,
  account: Account,
  given: { deviceId?: string | null; passed?: boolean; checkedAt?: Date; validUntil?: Date } = {},
): Promise<void> {
  const em = server.orm.em.fork();
  const now = server.clock.now();
  const checked = given.deviceId ?? null;
  em.create(DeviceValidation, {
    id: newId(),
    account: account.id,
    device: 'Chrome 140 · Windows 11',
    passed: given.passed ?? true,
    checkedAt: given.checkedAt ?? new Date(now - hour),
    validUntil: given.validUntil ?? new Date(now + 7 * 24 * hour),
    facts: {},
    deviceId: checked === null ? null : deviceId.parse(checked),
  });
  await em.flush();
}

export const newPage = () => pageId.parse(randomUUID());

/** A candidate before whom every gate of an open exam stands open: device checked, terms accepted, shares live. */
export async function readyToStart(
  server: TestApi,
  {
    exam: changes = {},
    links = { webcam: 'live', screen: 'live' },
    ...given
  }: {
    exam?: Partial<
      Pick<
        Exam,
        'admissionRequired' | 'lateEntryMinutes' | 'secondDisplay' | 'durationMinutes' | 'questions' | 'screenRequired'
      >
    >;
    links?: Partial<Record<Source, LinkState>>;
    opensAt?: Date;
    closesAt?: Date;
  } = {},
) {
  const now = server.clock.now();
  const day = await addExamDay(server.orm, {
    opensAt: given.opensAt ?? new Date(now - hour),
    closesAt: given.closesAt ?? new Date(now + 5 * hour),
  });
  if (Object.keys(changes).length > 0) await server.orm.em.fork().nativeUpdate(Exam, { id: day.exam.id }, changes);
  const device = deviceId.parse(randomUUID());
  await addDeviceCheck(server, day.candidate, { deviceId: device });
  const me = await server.as(day.candidate);
  const params = { sittingId: day.sitting.id };
  await me.call('acceptExamTerms', { params, body: { version: 1 } });
  const lease = await holdLive(server.cluster, { sittingId: day.sitting.id, roomId: day.room.id }, links, {
    ttlMs: 24 * hour,
  });
  const startBody = (changed: Partial<RouteBody<'startSitting'>> = {}): RouteBody<'startSitting'> => ({
    key: randomUUID(),
    pageId: newPage(),
    deviceId: device,
    captures: [{ source: 'webcam' }, { source: 'screen', surface: 'monitor' }],
    secondDisplay: 'none',
    takeOver: false,
    ...changed,
  });
  return { ...day, me, params, device, lease, startBody };
}
