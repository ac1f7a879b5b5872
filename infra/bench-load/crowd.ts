import { randomUUID } from 'node:crypto';
import { Account } from '@invigil/api/accounts/account';
import { type Orm, openOrm } from '@invigil/api/db/orm';
import { Exam } from '@invigil/api/exams/exam';
import { accept, currentVersions } from '@invigil/api/legal/consent';
import { newId } from '@invigil/api/newId';
import { Room } from '@invigil/api/rooms/room';
import { Passwords } from '@invigil/api/sessions/passwords';
import { Session } from '@invigil/api/sessions/session';
import { Sitting } from '@invigil/api/sittings/sitting';
import type { benchLoad, LoadCandidate, LoadProctor } from '@invigil/contract/benchLoad';
import { type ExamId, type PersonId, pageId, questionId, type RoomId, type SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import { type Clock, systemClock } from '@invigil/server-kit/clock';
import { createLog } from '@invigil/server-kit/log';
import type { z } from 'zod';

type Wanted = z.output<typeof benchLoad.seed.data>;
type Em = ReturnType<Orm['em']['fork']>;

const password = 'Load1Password';
const minute = 60_000;
const hour = 60 * minute;
const questionCount = 5;
/** Rows written at once: a unit of work with a whole exam in it would be slow. */
const peopleAtATime = 500;

/** The people of a load test, in the database of its target. Their password is hashed once for all of them. */
export class Crowd {
  readonly password = password;
  readonly #orm: Orm;
  readonly #clock: Clock;
  readonly #passwordHash: string;
  readonly #documents: Awaited<ReturnType<typeof currentVersions>>;
  #people = 0;

  static async create(databaseUrl: string): Promise<Crowd> {
    const orm = openOrm({ databaseUrl, log: createLog({ name: 'bench-load', level: 'error' }) });
    const passwords = await Passwords.create();
    return new Crowd({
      orm,
      clock: systemClock,
      passwordHash: await passwords.hash(password),
      documents: await currentVersions(orm.em.fork()),
    });
  }

  private constructor(parts: {
    orm: Orm;
    clock: Clock;
    passwordHash: string;
    documents: Awaited<ReturnType<typeof currentVersions>>;
  }) {
    this.#orm = parts.orm;
    this.#clock = parts.clock;
    this.#passwordHash = parts.passwordHash;
    this.#documents = parts.documents;
  }

  /** An exam that is open now, with its rooms full. Candidates stand in the order of their rooms. */
  async seed(wanted: Wanted): Promise<{ candidates: LoadCandidate[]; proctors: LoadProctor[] }> {
    const now = new Date(this.#clock.now());
    const { examId, rooms, questions } = await this.#exam(now, wanted.rooms);
    const candidates = await this.#inParts(wanted.rooms * wanted.candidatesPerRoom, (em, index) => {
      const roomId = rooms[Math.floor(index / wanted.candidatesPerRoom)] ?? '';
      const question = questions[index % questions.length]?.questionId ?? '';
      return this.#candidate(em, { now, examId, roomId, question, writes: wanted.state === 'writing' });
    });
    const proctors = await this.#inParts(wanted.rooms * wanted.proctorsPerRoom, (em, index) =>
      this.#proctor(em, now, rooms[Math.floor(index / wanted.proctorsPerRoom)] ?? ''),
    );
    const em = this.#orm.em.fork();
    for (const { personId, roomId } of proctors) {
      await em.execute('insert into room_proctor (room_id, proctor_id) values (?, ?)', [roomId, personId]);
    }
    // As PostgreSQL itself does sooner or later.
    await em.execute('analyze');
    return { candidates, proctors: proctors.map(({ cookie, roomId }) => ({ cookie, roomId })) };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#orm.close();
  }

  async #exam(now: Date, roomCount: number) {
    const em = this.#orm.em.fork();
    const questions = Array.from({ length: questionCount }, (_, index): Question => {
      const prompt = `Question ${index + 1}. ${'Discutez cette affirmation en deux parties. '.repeat(4)}`;
      return { kind: 'text', questionId: questionId.parse(randomUUID()), prompt, mandatory: false, mostWords: null };
    });
    const exam = em.create(Exam, {
      id: newId<ExamId>(),
      title: 'Droit civil',
      kind: 'exam',
      state: 'published',
      createdAt: now,
      opensAt: new Date(now.getTime() - minute),
      closesAt: new Date(now.getTime() + 4 * hour),
      durationMinutes: 180,
      webcamRequired: true,
      screenRequired: true,
      questions,
    });
    const rooms = Array.from({ length: roomCount }, (_, index) =>
      em.create(Room, { id: newId<RoomId>(), name: `Amphi ${index + 1}`, exam }),
    );
    await em.flush();
    return { examId: exam.id, rooms: rooms.map(({ id }) => id), questions };
  }

  async #inParts<T>(count: number, make: (em: Em, index: number) => T): Promise<T[]> {
    const made: T[] = [];
    while (made.length < count) {
      const em = this.#orm.em.fork();
      const upTo = Math.min(count, made.length + peopleAtATime);
      while (made.length < upTo) made.push(make(em, made.length));
      await em.flush();
    }
    return made;
  }

  #candidate(
    em: Em,
    given: { now: Date; examId: ExamId; roomId: string; question: string; writes: boolean },
  ): LoadCandidate {
    const { now, examId, roomId, question, writes } = given;
    const account = this.#account(em, 'candidate', now);
    const page = pageId.parse(randomUUID());
    const sitting = em.create(Sitting, {
      id: newId<SittingId>(),
      candidate: account,
      exam: em.getReference(Exam, examId),
      room: em.getReference(Room, roomId as RoomId),
      ...(writes
        ? { state: 'writing' as const, startedAt: now, writingPageId: page, lastSeenAt: now }
        : { state: 'scheduled' as const }),
    });
    const cookie = cookieOf(em, account, now);
    return { email: account.email, cookie, sittingId: sitting.id, roomId, questionId: question, pageId: page };
  }

  #proctor(em: Em, now: Date, roomId: string): LoadProctor & { personId: string } {
    const account = this.#account(em, 'proctor', now);
    return { personId: account.id, cookie: cookieOf(em, account, now), roomId };
  }

  #account(em: Em, role: 'candidate' | 'proctor', now: Date): Account {
    this.#people += 1;
    const account = em.create(Account, {
      id: newId<PersonId>(),
      role,
      name: `${role === 'candidate' ? 'Candidate' : 'Proctor'} ${this.#people}`,
      email: `${role}${this.#people}@load.invigil.example`,
      language: 'fr',
      timeZone: 'Europe/Paris',
      state: 'active',
      passwordHash: this.#passwordHash,
      createdAt: now,
    });
    for (const [kind, version] of this.#documents) {
      accept(em, { account, kind, version, language: 'fr', acceptedAt: now, networkHash: 'load' });
    }
    return account;
  }
}

function cookieOf(em: Em, account: Account, now: Date): string {
  const from = { address: '127.0.0.1', browser: 'Chrome 130 · Windows', consentDue: false };
  return `invigil=${Session.open(em, { account, now, ...from }).token}`;
}
