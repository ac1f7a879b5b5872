import { emptyContent, plainText } from '@invigil/contract/answerContent';
import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import type { RouteBody, RouteParams, RouteReply } from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import { writeSave } from './saveStatements.ts';
import { storable } from './storable.ts';

const unfit = (path: string, message: string) => new AppError({ code: 'invalid', issues: [{ path, message }] });

/**
 * Saves an answer on the disk before it resolves, outside any transaction of `em`. A text that is refused because of another
 * one, or of another page, is kept as a revision.
 * @throws {AppError} notFound, invalid for what does not fit its question, sittingNotStarted, sittingOver, openElsewhere,
 * answerConflict, writingPaused for what was typed while a proctor pauses.
 */
export async function saveAnswer(
  em: EntityManager,
  { candidateId, params, body, now }: SavedBy & { params: RouteParams<'saveAnswer'>; body: RouteBody<'saveAnswer'> },
): Promise<RouteReply<'saveAnswer'>> {
  const { sittingId, questionId } = params;
  const { pageId, saveId, baseRevision, typedAgoMs } = body;
  const { content, json } = storable(body.content);
  if (content.kind === 'choice' && new Set(content.choiceIds).size < content.choiceIds.length) {
    throw unfit('content.choiceIds', 'must be different');
  }
  const saved = await writeSave(em, {
    candidateId,
    sittingId,
    questionId,
    pageId,
    saveId,
    baseRevision,
    json,
    letters: plainText(content),
    at: now.toISOString(),
    typedAgoMs,
  });
  const { outcome, at_revision: revision, at_time: savedAt, current_content: current } = saved;
  switch (outcome) {
    case 'saved':
    case 'late':
      return { revision, savedAt: new Date(savedAt).toISOString(), kept: outcome === 'late' ? 'late' : 'current' };
    case 'conflict':
      throw new AppError({ code: 'answerConflict', revision, content: current ?? emptyContent(content.kind) });
    case 'elsewhere':
      throw new AppError({ code: 'openElsewhere' });
    case 'over':
      throw new AppError({ code: 'sittingOver' });
    case 'paused':
      throw new AppError({ code: 'writingPaused' });
    case 'notStarted':
      throw new AppError({ code: 'sittingNotStarted' });
    case 'unfit':
      throw unfit('content', 'must fit its question');
    case 'notFound':
      throw new AppError({ code: 'notFound' });
    case 'busy':
      throw new Error('a save that may wait did not');
  }
}

interface SavedBy {
  candidateId: PersonId;
  now: Date;
}
