import type { SittingLive } from '@invigil/contract/live';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import type { Proctor } from '../proctor.ts';
import type { HandedRooms } from './handed.ts';

const nothingLive = {
  presence: 'gone',
  streams: [],
  blocked: [],
  ladder: 'full',
} as const satisfies Partial<SittingLive>;

/** The page of a proctor was told this much of its rooms by another node; what is otherwise here, it is told now. */
export function catchUp(proctor: Proctor, { sittings, team }: HandedRooms): void {
  const told = new Map(sittings.map((one) => [one.sittingId, one]));
  for (const live of proctor.sittings()) {
    if (live.version > (told.get(live.sittingId)?.version ?? -1)) proctor.live(live);
    told.delete(live.sittingId);
  }
  for (const one of told.values())
    proctor.live({ ...nothingLive, ...one, version: one.version + 1, streams: [], blocked: [] });

  const met = new Map(team.map((one) => [keyOf(one), one]));
  for (const one of proctor.proctors()) {
    if (one.version > (met.get(keyOf(one))?.version ?? -1)) proctor.proctorPresence(one);
    met.delete(keyOf(one));
  }
  for (const one of met.values())
    proctor.proctorPresence({ ...one, version: one.version + 1, state: 'gone', attends: null, speaks: false });
}

const keyOf = ({ presenceId, roomId }: ProctorPresence) => `${presenceId}/${roomId}`;
