import { randomUUID } from 'node:crypto';
import { Account } from '@invigil/api/accounts/account';
import { Answer } from '@invigil/api/answers/answer';
import type { Orm } from '@invigil/api/db/orm';
import { DeviceValidation } from '@invigil/api/devices/deviceValidation';
import { Exam } from '@invigil/api/exams/exam';
import { Invitation } from '@invigil/api/invitations/invitation';
import { acceptCurrentDocuments } from '@invigil/api/legal/consent';
import { newId } from '@invigil/api/newId';
import { Room } from '@invigil/api/rooms/room';
import { SecretKeys } from '@invigil/api/secretKeys';
import { Passwords } from '@invigil/api/sessions/passwords';
import { Session } from '@invigil/api/sessions/session';
import { Sitting } from '@invigil/api/sittings/sitting';
import { textContent } from '@invigil/contract/answerContent';
import {
  type ExamId,
  type InvitationId,
  type PersonId,
  questionId,
  type RoomId,
  type SittingId,
} from '@invigil/contract/ids';
import type { Role } from '@invigil/contract/roles';
import type { Clock } from '@invigil/server-kit/clock';
import { randomCode } from './codes.ts';

type Em = ReturnType<Orm['em']['fork']>;

const candidateCount = 300;
const day = 24 * 60 * 60 * 1000;
const password = 'Bench1Password';
/** Checks that wait or run at any moment; the api lets two run. */
const checksAtATime = 8;

/** Days from now, of exams that everybody has: one over and handed in, three to come, and a technical test. */
const examDays = [-30, 1, 8, 15];

/** Who uses the api in the bench. */
export class BenchPeople {
  readonly candidates: { email: string; password: string; cookie: string }[] = [];
  adminCookie = '';
  readonly #orm: Orm;
  readonly #clock: Clock;
  readonly #keys: SecretKeys;
  readonly #passwords: Passwords;
  readonly #passwordHash: string;
  #invited = 0;

  static async create({ orm, clock, key }: { orm: Orm; clock: Clock; key: string }): Promise<BenchPeople> {
    const passwords = await Passwords.create();
    const keys = new SecretKeys(key);
    const people = new BenchPeople({ orm, clock, keys, passwords, passwordHash: await passwords.hash(password) });
    await people.#fill();
    return people;
  }

  private constructor(parts: {
    orm: Orm;
    clock: Clock;
    keys: SecretKeys;
    passwords: Passwords;
    passwordHash: string;
  }) {
    this.#orm = parts.orm;
    this.#clock = parts.clock;
    this.#keys = parts.keys;
    this.#passwords = parts.passwords;
    this.#passwordHash = parts.passwordHash;
  }

  /** Codes of this many people who have an account and no password. */
  async invite(count: number): Promise<string[]> {
    const em = this.#orm.em.fork();
    const sentAt = new Date(this.#clock.now());
    const codes = Array.from({ length: count }, () => {
      const code = randomCode();
      this.#invited += 1;
      em.create(Invitation, {
        id: newId<InvitationId>(),
        account: this.#account(em, 'candidate', `invited${this.#invited}`, null),
        codeHash: this.#keys.codeHash(code),
        state: 'sent',
        sentAt,
        expiresAt: new Date(sentAt.getTime() + day),
      });
      return code;
    });
    await em.flush();
    return codes;
  }

  /** How many passwords this process checks in a second when it does nothing else. */
  async checksPerSecond(seconds: number): Promise<number> {
    const started = performance.now();
    let checks = 0;
    const check = async () => {
      while (performance.now() - started < seconds * 1000) {
        if (!(await this.#passwords.verify(this.#passwordHash, password))) throw new Error('the password does not fit');
        checks += 1;
      }
    };
    await Promise.all(Array.from({ length: checksAtATime }, check));
    return (checks * 1000) / (performance.now() - started);
  }

  async #fill(): Promise<void> {
    const em = this.#orm.em.fork();
    const now = new Date(this.#clock.now());
    const admin = this.#account(em, 'admin', 'admin', this.#passwordHash);
    await acceptCurrentDocuments(em, { account: admin, at: now, networkHash: 'bench' });
    this.adminCookie = cookieOf(em, admin, now);
    const rooms = examDays.map((days) => addExam(em, now, days, 'exam'));
    const test = addExam(em, now, 0, 'technicalTest');
    for (let i = 1; i <= candidateCount; i += 1) {
      const candidate = this.#account(em, 'candidate', `candidate${i}`, this.#passwordHash);
      await acceptCurrentDocuments(em, { account: candidate, at: now, networkHash: 'bench' });
      for (const room of [...rooms, test]) addSitting(em, candidate, room, now);
      em.create(DeviceValidation, {
        id: newId(),
        account: candidate,
        device: 'Chrome 130 · Windows',
        passed: true,
        checkedAt: now,
        validUntil: new Date(now.getTime() + day),
        facts: {},
      });
      this.candidates.push({ email: candidate.email, password, cookie: cookieOf(em, candidate, now) });
    }
    await em.flush();
    // As PostgreSQL itself does sooner or later.
    await em.execute('analyze');
  }

  #account(em: Em, role: Role, name: string, passwordHash: string | null): Account {
    return em.create(Account, {
      id: newId<PersonId>(),
      role,
      name,
      email: `${name}@bench.invigil.example`,
      language: 'fr',
      timeZone: 'Europe/Paris',
      state: passwordHash === null ? 'invited' : 'active',
      passwordHash,
      createdAt: new Date(this.#clock.now()),
    });
  }
}

function addExam(em: Em, now: Date, days: number, kind: 'exam' | 'technicalTest'): Room {
  const opensAt = new Date(now.getTime() + days * day);
  const exam = em.create(Exam, {
    id: newId<ExamId>(),
    title: `${kind} ${days}`,
    kind,
    state: 'published',
    createdAt: now,
    opensAt,
    closesAt: new Date(opensAt.getTime() + day / 4),
    durationMinutes: 180,
    webcamRequired: true,
    screenRequired: true,
    technicalTestRequired: kind === 'exam',
  });
  return em.create(Room, { id: newId<RoomId>(), name: 'A', exam });
}

/** Of an exam that is over, with the copy that was handed in. */
function addSitting(em: Em, candidate: Account, room: Room, now: Date): void {
  const { exam } = room;
  const isOver = exam.closesAt < now;
  const state = isOver ? 'submitted' : 'scheduled';
  const submittedAt = isOver ? exam.closesAt : null;
  const sitting = em.create(Sitting, {
    id: newId<SittingId>(),
    candidate,
    exam,
    room,
    state,
    submittedAt,
    frozenAt: submittedAt,
  });
  if (submittedAt === null) return;
  const text = 'Texte. '.repeat(500);
  em.create(Answer, {
    sitting,
    questionId: questionId.parse(exam.id),
    content: textContent(text),
    text,
    revision: 9,
    savedAt: submittedAt,
    saveId: randomUUID(),
  });
}

function cookieOf(em: Em, account: Account, now: Date): string {
  const from = { address: '127.0.0.1', browser: 'Chrome 130 · Windows', consentDue: false };
  return `invigil=${Session.open(em, { account, now, ...from }).token}`;
}
