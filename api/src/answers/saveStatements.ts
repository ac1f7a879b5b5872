import type { AnswerContent } from '@invigil/contract/answerContent';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { Together } from '../db/together.ts';
import { transitMs } from '../writing/mustBeWritable.ts';

/** One save as the database is given it. */
export interface Save {
  candidateId: string;
  sittingId: string;
  questionId: string;
  pageId: string;
  saveId: string;
  baseRevision: number;
  /** The content as JSON. */
  json: string;
  /** The content in plain letters. */
  letters: string;
  /** When it came. */
  at: string;
  typedAgoMs: number;
}

/** What came of it; see the migration. */
export interface SaveOutcome {
  outcome:
    | 'saved'
    | 'late'
    | 'conflict'
    | 'elsewhere'
    | 'over'
    | 'notStarted'
    | 'notFound'
    | 'unfit'
    | 'paused'
    | 'busy';
  at_revision: number;
  at_time: string | Date;
  current_content: AnswerContent | null;
}

/** Texts of one answer that were not taken and are kept nevertheless. */
const mostKept = 500;

const milliseconds = (value: string | number) => `make_interval(secs => ${value}::float8 / 1000)`;
const outcomes = 'outcome, at_revision, at_time, current_content';
const rules = [limits.overdueGraceMs, transitMs, limits.lateMs].map(milliseconds).join(', ');

const saveOf = (mayWait: boolean) =>
  `select ${outcomes} from save_answer($1, $2, $3, $4, $5, $6, $7, $8, $9, ${milliseconds('$10')}, ${rules}, ${mostKept}, ${mayWait})`;
const saveOne = new PreparedStatement<SaveOutcome>('saveAnswer', saveOf(false));
const savePatiently = new PreparedStatement<SaveOutcome>('saveAnswerPatiently', saveOf(true));

/** Given as one JSON text. Nobody in it waits for a lock, or one would keep all others waiting. */
const saveMany = new PreparedStatement<SaveOutcome>(
  'saveAnswers',
  `select ${outcomes} from rows from (jsonb_to_recordset($1::jsonb) as (candidate uuid, sitting uuid, question uuid, page uuid,
      save uuid, base int, given jsonb, letters text, at timestamptz, ago int)) with ordinality
      as s (candidate, sitting, question, page, save, base, given, letters, at, ago, place),
    lateral save_answer(s.candidate, s.sitting, s.question, s.page, s.save, s.base, s.given, s.letters, s.at,
      ${milliseconds('s.ago')}, ${rules}, ${mostKept}, false)
    order by place`,
);

/** Saves that come at the same time are written together. */
const saves = new Together<Save, SaveOutcome>((em, given) =>
  given.length === 1 ? saveOne.rows(em, valuesOf(given[0])) : saveMany.rows(em, [`[${given.map(asJson).join(',')}]`]),
);

/** Resolves when it is on the disk, or refused. A sitting that somebody changes right now keeps none but its own save waiting. */
export async function writeSave(em: EntityManager, save: Save): Promise<SaveOutcome> {
  const outcome = await saves.ask(em, save);
  if (outcome.outcome !== 'busy') return outcome;
  const [patient] = await savePatiently.rows(em, valuesOf(save));
  if (!patient) throw new Error('saving an answer came to nothing');
  return patient;
}

function valuesOf(save: Save): unknown[] {
  const { candidateId, sittingId, questionId, pageId, saveId, baseRevision, json, letters, at, typedAgoMs } = save;
  return [candidateId, sittingId, questionId, pageId, saveId, baseRevision, json, letters, at, typedAgoMs];
}

function asJson(save: Save): string {
  const { candidateId, sittingId, questionId, pageId, saveId, baseRevision, json, letters, at, typedAgoMs } = save;
  return (
    `{"candidate":"${candidateId}","sitting":"${sittingId}","question":"${questionId}","page":"${pageId}","save":"${saveId}",` +
    `"base":${baseRevision},"given":${json},"letters":${JSON.stringify(letters)},"at":"${at}","ago":${typedAgoMs}}`
  );
}
