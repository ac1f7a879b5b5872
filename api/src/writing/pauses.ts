import { AppError } from '@invigil/contract/errors';
import type { PageId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { type Act, beginPause, settlePause } from './faultCredits.ts';
import { Interruption } from './interruption.ts';
import { mustBeUnderWay, mustHoldWriting } from './mustBeWritable.ts';
import { requiredSources } from './requiredSources.ts';

interface Order {
  pageId: PageId;
  /** Made by the page for this one press or event. */
  key: string;
  act: Act;
}

/**
 * Pauses a locked sitting because required sources stopped. A repeat changes nothing, also after it went on again.
 * @throws {AppError} invalid when none of these sources is required, sittingNotStarted, sittingOver, openElsewhere.
 */
export async function pause(
  tx: EntityManager,
  sitting: Sitting,
  { pageId, key, sources, act }: Order & { sources: readonly Source[] },
): Promise<void> {
  const stopped = requiredSources(sitting.exam).filter((source) => sources.includes(source));
  if (stopped.length === 0) throw notRequired();
  if (await tx.count(Interruption, { sitting, key })) return;
  mustBeUnderWay(sitting, act.at);
  mustHoldWriting(sitting, pageId);
  sitting.lastSeenAt = act.at;
  if (sitting.pausedAt) return;
  beginPause(tx, sitting, { reason: 'capture', at: act.at, key, sources: stopped });
  const facts = { sources: stopped.join(', ') };
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'writingPaused', subjectId: sitting.id, facts });
}

/**
 * Lets a locked sitting go on, and gives back what the pause took. A repeat changes nothing: the key may be the pause's own,
 * so that one which comes late ends no later pause.
 * @param live the sources whose media arrives.
 * @throws {AppError} sittingNotStarted, openElsewhere, captureMissing, writingPaused while a proctor pauses it.
 */
export async function resume(
  tx: EntityManager,
  sitting: Sitting,
  { pageId, key, live, act }: Order & { live: ReadonlySet<Source> },
): Promise<void> {
  if (!sitting.startedAt) throw new AppError({ code: 'sittingNotStarted' });
  if (!sitting.pausedAt || (await tx.count(Interruption, { sitting, key, endedAt: { $ne: null } }))) return;
  mustHoldWriting(sitting, pageId);
  if (sitting.pausedBy === 'proctor') throw new AppError({ code: 'writingPaused' });
  const missing = requiredSources(sitting.exam).filter((source) => !live.has(source));
  if (missing.length > 0) throw new AppError({ code: 'captureMissing', sources: missing });
  await settlePause(tx, sitting, act);
  sitting.state = 'writing';
  sitting.lastSeenAt = act.at;
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'writingResumed', subjectId: sitting.id });
}

const notRequired = () =>
  new AppError({ code: 'invalid', issues: [{ path: 'sources', message: 'must be required by the exam' }] });
