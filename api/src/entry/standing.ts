import type { DeviceId, PageId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import type { EntityManager } from '@mikro-orm/postgresql';
import { deviceStanding } from '../devices/deviceStanding.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { requiredSources } from '../writing/requiredSources.ts';
import { isOpenElsewhere } from '../writing/takeWriting.ts';
import { hasAcceptedTerms } from './examTerms.ts';
import type { Standing } from './gates.ts';
import { lacksTechnicalTest } from './technicalTest.ts';

/** Who asks, and from where. */
export interface Asking {
  now: Date;
  deviceId: DeviceId | undefined;
  pageId: PageId | undefined;
  takeOver: boolean;
  /** The sources whose media arrives. */
  live: ReadonlySet<Source>;
  termsVersion: number;
  page?: NonNullable<Standing['page']>;
}

/** Where the candidate of a sitting, which comes with its exam, stands before its gates. */
export async function standingOf(em: EntityManager, sitting: Sitting, asking: Asking): Promise<Standing> {
  const { exam, state, candidate } = sitting;
  const { now, deviceId, pageId, takeOver, live, termsVersion, page } = asking;
  const device = await deviceStanding(em, candidate, deviceId ?? null, now);
  return {
    now,
    state,
    exam: {
      state: exam.state,
      opensAt: exam.opensAt,
      lateEntryMinutes: exam.lateEntryMinutes ?? null,
      isLateEntryAllowed: sitting.lateEntryAllowed,
      secondDisplay: exam.secondDisplay,
    },
    isStarted: !!sitting.startedAt,
    closing: sitting.closing(now),
    deviceRefusal: device.state === 'passed' ? null : device.state,
    lacksTechnicalTest: await lacksTechnicalTest(em, sitting),
    isOpenElsewhere: !takeOver && isOpenElsewhere(sitting, pageId, now),
    hasAcceptedTerms: hasAcceptedTerms(sitting, termsVersion),
    needsAdmission: exam.admissionRequired && !sitting.admittedAt,
    required: requiredSources(exam),
    live,
    ...(page ? { page } : {}),
  };
}
