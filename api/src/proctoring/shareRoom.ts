import { type PersonId, personId, type RoomId, type SittingId, sittingId } from '@invigil/contract/ids';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { share } from './share.ts';

const sittingRow = z.object({ sittingId, proctorId: personId.nullable() });
const memberRow = z.object({ personId });

/**
 * Shares the candidates of a room who are not done among those of its team who are present. Two sharings of a room wait for
 * each other. What was handed to somebody is the last that they would lose.
 * @returns the sittings that somebody else looks after from now on.
 */
export async function shareRoom(
  em: EntityManager,
  { roomId, present }: { roomId: RoomId; present: readonly PersonId[] },
): Promise<SittingId[]> {
  return em.transactional(async (tx) => {
    await tx.execute(sql`select from room where id = ${roomId} for no key update`);
    const team = await tx.execute(sql`
      select proctor_id as "personId" from room_proctor where room_id = ${roomId} order by proctor_id`);
    const wanted = new Set(present);
    const members = z.array(memberRow).parse(team);
    const found = await tx.execute(sql`
      select s.id as "sittingId", s.proctor_id as "proctorId" from sitting s join account a on a.id = s.candidate_id
      where s.room_id = ${roomId} and s.state not in ('submitted', 'timedOut', 'terminated', 'noShow')
      order by exists (select from intervention i where i.sitting_id = s.id and i.kind = 'handedOver'
        and i.facts->>'to' = s.proctor_id::text) desc, fold(a.name), s.id`);
    const before = z.array(sittingRow).parse(found);
    const after = share(
      before,
      members.map((member) => member.personId).filter((id) => wanted.has(id)),
    );
    const changed = after.filter(({ proctorId }, at) => proctorId !== before[at]?.proctorId);
    if (changed.length > 0) {
      await tx.execute(sql`
        update sitting s set proctor_id = given."proctorId"
        from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as given ("sittingId" uuid, "proctorId" uuid)
        where s.id = given."sittingId"`);
    }
    return changed.map((one) => one.sittingId);
  });
}
