import type { PersonId, RoomId } from '@invigil/contract/ids';
import { proctorPresence, proctorsOf } from '@invigil/contract/proctorPresence';
import type { SupervisedRoom } from '@invigil/contract/routes/proctoring';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { instantOf } from '../db/fragments.ts';
import type { Handlers } from '../http/handlers.ts';
import { type MemberRow, type RoomRow, readRooms, readStates, readTeams, type StateRow } from './supervisionRows.ts';

/** Rooms whose proctors are asked for at once. */
const askedAtOnce = 20;

export function supervisionHandlers({ cluster }: { cluster: Cluster }): Pick<Handlers, 'supervision'> {
  return {
    async supervision({ em, now }) {
      const rooms = await readRooms(em, now);
      const ids = rooms.map(({ id }) => id);
      const states = Map.groupBy(await readStates(em, ids), ({ room_id }) => room_id);
      const teams = Map.groupBy(await readTeams(em, ids), ({ room_id }) => room_id);
      const here = await whoIsHere(cluster, ids);
      return {
        serverTime: now.toISOString(),
        rooms: rooms.map((room) =>
          asSupervised(room, {
            states: states.get(room.id) ?? [],
            team: teams.get(room.id) ?? [],
            here: here.get(room.id) ?? new Set(),
          }),
        ),
      };
    },
  };
}

/**
 * The proctors of each room whose console is connected now, as the leases say.
 * @throws {AppError} unavailable when the cluster cannot be asked.
 */
async function whoIsHere(cluster: Cluster, rooms: readonly RoomId[]): Promise<Map<RoomId, ReadonlySet<PersonId>>> {
  const found = new Map<RoomId, ReadonlySet<PersonId>>();
  for (let from = 0; from < rooms.length; from += askedAtOnce) {
    const asked = rooms.slice(from, from + askedAtOnce).map(async (room) => {
      const held = await cluster.list(proctorsOf(room), proctorPresence);
      const present = held.filter(({ value }) => value.state === 'here').map(({ value }) => value.personId);
      found.set(room, new Set(present));
    });
    await Promise.all(asked);
  }
  return found;
}

function asSupervised(
  room: RoomRow,
  { states, team, here }: { states: readonly StateRow[]; team: readonly MemberRow[]; here: ReadonlySet<PersonId> },
): SupervisedRoom {
  return {
    roomId: room.id,
    name: room.name,
    examTitle: room.title,
    opensAt: instantOf(room.opens_at),
    closesAt: instantOf(room.closes_at),
    team: team.map(({ person_id, name, candidates }) => ({
      personId: person_id,
      name,
      isHere: here.has(person_id),
      candidates,
    })),
    states: Object.fromEntries(states.map(({ state, count }) => [state, count])),
    hands: room.hands,
    oldestHandAt: room.oldest_hand_at && instantOf(room.oldest_hand_at),
    unread: room.unread,
    oldestUnreadAt: room.oldest_unread_at && instantOf(room.oldest_unread_at),
    overlooked: room.overlooked,
    incidents: { technical: room.technical, conduct: room.conduct },
  };
}
