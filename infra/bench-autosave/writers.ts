import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Orm } from '@invigil/api/db/orm';
import { acceptCurrentDocuments } from '@invigil/api/legal/consent';
import { Session } from '@invigil/api/sessions/session';
import { type BenchWriter, benchAutosave } from '@invigil/contract/benchServer';
import { questionId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { Clock } from '@invigil/server-kit/clock';
import { benchExam } from '../benchExam.ts';

const questionCount = 5;

/** Candidates who write the same exam of five texts since a moment ago: new ones, or those that the file remembers. */
export async function keptWriters(
  orm: Orm,
  { file, count, clock }: { file: string; count: number; clock: Clock },
): Promise<BenchWriter[]> {
  if (existsSync(file)) {
    return benchAutosave.ready.reply.shape.writers.parse(JSON.parse(readFileSync(file, 'utf8')));
  }
  const em = orm.em.fork();
  const now = new Date(clock.now());
  const questions = Array.from({ length: questionCount }, (_, i): Question => {
    const prompt = `Question ${i + 1}. ${'Discutez cette affirmation en deux parties. '.repeat(4)}`;
    return { kind: 'text', questionId: questionId.parse(randomUUID()), prompt, mandatory: false, mostWords: null };
  });
  const { enrolled } = benchExam(em, { count, now, roomName: 'A', questions });
  const writers: BenchWriter[] = [];
  for (const [index, { candidate: account, sitting, page }] of enrolled.entries()) {
    await acceptCurrentDocuments(em, { account, at: now, networkHash: 'bench' });
    const from = { address: '127.0.0.1', browser: 'Chrome 130 · Windows', consentDue: false };
    const { token } = Session.open(em, { account, now, ...from });
    writers.push({
      cookie: `invigil=${token}`,
      sittingId: sitting.id,
      questionId: questions[index % questionCount]?.questionId ?? '',
      pageId: page,
    });
  }
  await em.flush();
  // As PostgreSQL itself does sooner or later.
  await em.execute('analyze');
  writeFileSync(file, JSON.stringify(writers));
  return writers;
}
