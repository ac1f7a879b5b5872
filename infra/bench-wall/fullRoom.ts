import { Account } from '@invigil/api/accounts/account';
import { openOrm } from '@invigil/api/db/orm';
import type { PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { createLog } from '@invigil/server-kit/log';
import { benchExam } from '../benchExam.ts';

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
    const { exam, room, enrolled } = benchExam(em, { count, now, roomName: 'Amphi A' });
    room.proctors.add(await em.findOneOrFail(Account, { email: proctor.email }));
    const candidates = enrolled.map(({ candidate, sitting }) => ({
      personId: candidate.id,
      sittingId: sitting.id,
      roomId: room.id,
      endsAt: exam.closesAt.getTime(),
    }));
    await em.flush();
    return { roomId: room.id, proctor, candidates };
  } finally {
    await orm.close();
  }
}
