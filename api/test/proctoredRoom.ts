import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { InterventionId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import type { InterventionFacts } from '@invigil/contract/interventions';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { RouteBody } from '@invigil/contract/routes';
import type { Account } from '../src/accounts/account.ts';
import { addAccount } from './examDay.ts';
import type { TestApi } from './testApi.ts';

interface InRoom {
  room: { id: RoomId };
  sitting: { id: SittingId };
}

/** What one press about one sitting needs, with everything else as it usually is. */
export const press = (
  { sitting }: Pick<InRoom, 'sitting'>,
  intervention: InterventionFacts,
  given: Partial<RouteBody<'intervene'>> & { seen?: InterventionId | null } = {},
): RouteBody<'intervene'> => {
  const { seen = null, ...rest } = given;
  return {
    key: randomUUID(),
    sittings: [{ sittingId: sitting.id, seen }],
    intervention,
    reason: 'Il le faut.',
    isConfirmed: true,
    ...rest,
  };
};

/** Presses for the one sitting of a room. @returns how it stands then, or why it was refused. */
export async function act(
  proctor: HttpCaller,
  of: InRoom,
  intervention: InterventionFacts,
  given: Parameters<typeof press>[2] = {},
): Promise<ProctoredSitting | { refused: unknown }> {
  const body = press(of, intervention, given);
  const { done, refused } = await proctor.call('intervene', { params: { roomId: of.room.id }, body });
  return done[0] ?? { refused: refused[0]?.error };
}

/** The last thing done is undone. */
export async function undoLast(
  proctor: HttpCaller,
  of: InRoom,
  interventionId: InterventionId,
): Promise<ProctoredSitting | { refused: unknown }> {
  const params = { roomId: of.room.id };
  const body = { interventionIds: [interventionId], reason: 'C’est réglé.' };
  const { done, refused } = await proctor.call('undoInterventions', { params, body });
  return done[0] ?? { refused: refused[0]?.error };
}

/** The id of what has just been done. */
export function idOf(done: ProctoredSitting | { refused: unknown }): InterventionId {
  if (!('lastIntervention' in done) || !done.lastIntervention)
    throw new Error(`nothing was done: ${JSON.stringify(done)}`);
  return done.lastIntervention.interventionId;
}

/** More proctors in the team of a room. */
export async function joinTeam(server: TestApi, { room }: Pick<InRoom, 'room'>, count: number): Promise<Account[]> {
  const proctors = await Promise.all(Array.from({ length: count }, () => addAccount(server.orm, 'proctor')));
  const value = ({ id }: { id: PersonId }) => `('${room.id}', '${id}')`;
  await server.database.query(
    `insert into room_proctor (room_id, proctor_id) values ${proctors.map(value).join(', ')}`,
  );
  return proctors;
}
