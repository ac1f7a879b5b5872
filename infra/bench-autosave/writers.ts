import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Account } from '@invigil/api/accounts/account';
import type { Orm } from '@invigil/api/db/orm';
import { Exam } from '@invigil/api/exams/exam';
import { acceptCurrentDocuments } from '@invigil/api/legal/consent';
import { newId } from '@invigil/api/newId';
import { Room } from '@invigil/api/rooms/room';
import { Session } from '@invigil/api/sessions/session';
import { Sitting } from '@invigil/api/sittings/sitting';
import { type BenchWriter, benchAutosave } from '@invigil/contract/benchServer';
import { type ExamId, type PersonId, pageId, questionId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { Clock } from '@invigil/server-kit/clock';

const hour = 60 * 60 * 1000;
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
  const exam = em.create(Exam, {
    id: newId<ExamId>(),
    title: 'Droit civil',
    kind: 'exam',
    state: 'published',
    createdAt: now,
    opensAt: new Date(now.getTime() - hour / 60),
    closesAt: new Date(now.getTime() + 4 * hour),
    durationMinutes: 180,
    webcamRequired: true,
    screenRequired: true,
    questions,
  });
  const room = em.create(Room, { id: newId<RoomId>(), name: 'A', exam });
  const writers: BenchWriter[] = [];
  for (let i = 1; i <= count; i += 1) {
    const account = em.create(Account, {
      id: newId<PersonId>(),
      role: 'candidate',
      name: `Candidate ${i}`,
      email: `candidate${i}@bench.invigil.example`,
      language: 'fr',
      timeZone: 'Europe/Paris',
      state: 'active',
      passwordHash: null,
      createdAt: now,
    });
    await acceptCurrentDocuments(em, { account, at: now, networkHash: 'bench' });
    const page = pageId.parse(randomUUID());
    const sitting = em.create(Sitting, {
      id: newId<SittingId>(),
      candidate: account,
      exam,
      room,
      state: 'writing',
      startedAt: now,
      writingPageId: page,
      lastSeenAt: now,
    });
    const from = { address: '127.0.0.1', browser: 'Chrome 130 · Windows', consentDue: false };
    const { token } = Session.open(em, { account, now, ...from });
    writers.push({
      cookie: `invigil=${token}`,
      sittingId: sitting.id,
      questionId: questions[i % questionCount]?.questionId ?? '',
      pageId: page,
    });
  }
  await em.flush();
  // As PostgreSQL itself does sooner or later.
  await em.execute('analyze');
  writeFileSync(file, JSON.stringify(writers));
  return writers;
}
