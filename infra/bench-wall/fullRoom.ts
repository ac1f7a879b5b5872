import { randomUUID } from 'node:crypto';
import { Account } from '@invigil/api/accounts/account';
import { openOrm } from '@invigil/api/db/orm';
import { Exam } from '@invigil/api/exams/exam';
import { newId } from '@invigil/api/newId';
import { Room } from '@invigil/api/rooms/room';
import { Sitting } from '@invigil/api/sittings/sitting';
import { type ExamId, type PersonId, pageId, type RoomId, type SittingId } from '@invigil/contract/ids';
import { createLog } from '@invigil/server-kit/log';

const minute = 60 * 1000;
const hour = 60 * minute;

/** The proctor that every installation with the demo accounts has. */
const proctor = { email: 'proctor@demo.invigil.example', password: 'Proctor1' };

interface Admitted {
  personId: PersonId;
  sittingId: SittingId;
  roomId: RoomId;
  endsAt: number;
}

/** Puts an exam into the database whose one room has so many candidates who write, and the demo proctor for its team. */
export async function fillRoom(
  databaseUrl: string,
  { count, now }: { count: number; now: Date },
): Promise<{ roomId: RoomId; proctor: typeof proctor; candidates: Admitted[] }> {
  const orm = openOrm({ databaseUrl, log: createLog({ name: 'bench-wall', level: 'error' }) });
  try {
    const em = orm.em.fork();
    const closesAt = new Date(now.getTime() + 4 * hour);
    const exam = em.create(Exam, {
      id: newId<ExamId>(),
      title: 'Droit civil',
      kind: 'exam',
      state: 'published',
      createdAt: now,
      opensAt: new Date(now.getTime() - 5 * minute),
      closesAt,
      durationMinutes: 180,
      webcamRequired: true,
      screenRequired: true,
    });
    const room = em.create(Room, { id: newId<RoomId>(), name: 'Amphi A', exam });
    room.proctors.add(await em.findOneOrFail(Account, { email: proctor.email }));
    const candidates = Array.from({ length: count }, (_, index): Admitted => {
      const number = String(index + 1).padStart(3, '0');
      const candidate = em.create(Account, {
        id: newId<PersonId>(),
        role: 'candidate',
        name: `Candidate ${number}`,
        email: `candidate${number}@bench.invigil.example`,
        language: 'en',
        timeZone: 'Europe/Paris',
        state: 'active',
        passwordHash: null,
        createdAt: now,
      });
      const sitting = em.create(Sitting, {
        id: newId<SittingId>(),
        candidate,
        exam,
        room,
        state: 'writing',
        startedAt: now,
        writingPageId: pageId.parse(randomUUID()),
        lastSeenAt: now,
      });
      return { personId: candidate.id, sittingId: sitting.id, roomId: room.id, endsAt: closesAt.getTime() };
    });
    await em.flush();
    return { roomId: room.id, proctor, candidates };
  } finally {
    await orm.close();
  }
}
