import { AppError } from '@invigil/contract/errors';
import type { RouteBody } from '@invigil/contract/routes';
import type { Source } from '@invigil/contract/sources';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import { Exam } from '../exams/exam.ts';
import type { Sitting } from '../sittings/sitting.ts';
import type { Act } from '../writing/faultCredits.ts';
import { takeWriting } from '../writing/takeWriting.ts';
import { currentTermsVersion } from './examTerms.ts';
import { firstRefusal } from './gates.ts';
import { standingOf } from './standing.ts';

/**
 * Starts a locked sitting, once: a repeat, and any other start from the same page, changes nothing. From another page it is
 * what `holdWriting` is.
 * @param live the sources whose media arrives.
 * @throws {AppError} the refusal of the first gate that is closed.
 */
export async function start(
  tx: EntityManager,
  sitting: Sitting,
  { body, live, act }: { body: RouteBody<'startSitting'>; live: ReadonlySet<Source>; act: Act },
): Promise<void> {
  const { key, pageId, deviceId, takeOver, captures, secondDisplay } = body;
  if (sitting.startedAt && sitting.startKey === key && sitting.writingPageId === pageId) return;
  // Not while an admin changes or cancels the exam.
  if (!sitting.startedAt) {
    await tx.findOneOrFail(Exam, sitting.exam.id, { lockMode: LockMode.PESSIMISTIC_READ, refresh: true });
  }
  const standing = await standingOf(tx, sitting, {
    now: act.at,
    deviceId,
    pageId,
    takeOver,
    live,
    termsVersion: await currentTermsVersion(tx),
    page: { captures, secondDisplay },
  });
  const refusal = firstRefusal(standing);
  if (refusal) throw new AppError(refusal);
  if (sitting.startedAt) return takeWriting(tx, sitting, { pageId, takeOver, act });
  sitting.state = 'writing';
  sitting.startedAt = act.at;
  sitting.startKey = key;
  sitting.writingPageId = pageId;
  sitting.lastSeenAt = act.at;
  const facts = { deviceId, pageId };
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'sittingStarted', subjectId: sitting.id, facts });
}
