import { type AnswerContent, emptyContent, plainText } from '@invigil/contract/answerContent';
import { AppError } from '@invigil/contract/errors';
import type { PersonId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { RouteBody, RouteParams, RouteReply } from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { transitMs } from '../writing/mustBeWritable.ts';
import { storable } from './storable.ts';

/** Texts of one answer that were not taken and are kept nevertheless. */
const mostKept = 500;

interface Outcome {
  outcome: 'saved' | 'late' | 'conflict' | 'elsewhere' | 'over' | 'notStarted' | 'notFound' | 'unfit';
  at_revision: number;
  at_time: string | Date;
  current_content: AnswerContent | null;
}

/** See the migration: all is settled and written in the database, in one go. */
const saveStatement = new PreparedStatement<Outcome>(
  'saveAnswer',
  `select outcome, at_revision, at_time, current_content from save_answer(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, make_interval(secs => $10::float8 / 1000),
    make_interval(secs => ${limits.overdueGraceMs / 1_000}), make_interval(secs => ${transitMs / 1_000}),
    make_interval(secs => ${limits.lateMs / 1_000}), ${mostKept})`,
);

const unfit = (path: string, message: string) => new AppError({ code: 'invalid', issues: [{ path, message }] });

/**
 * Saves an answer on the disk before it resolves, outside any transaction of `em`. A text that is refused because of another
 * one, or of another page, is kept as a revision.
 * @throws {AppError} notFound, invalid for what does not fit its question, sittingNotStarted, sittingOver, openElsewhere,
 * answerConflict.
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
  const [saved] = await saveStatement.rows(em, [
    candidateId,
    sittingId,
    questionId,
    pageId,
    saveId,
    baseRevision,
    json,
    plainText(content),
    now,
    typedAgoMs,
  ]);
  if (!saved) throw new Error('saving an answer came to nothing');
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
    case 'notStarted':
      throw new AppError({ code: 'sittingNotStarted' });
    case 'unfit':
      throw unfit('content', 'must fit its question');
    case 'notFound':
      throw new AppError({ code: 'notFound' });
  }
}

interface SavedBy {
  candidateId: PersonId;
  now: Date;
}
