import type { SupervisedRoom } from '@invigil/contract/routes/proctoring';

/** Where a room's exam stands; `now` in milliseconds of the server clock. */
export function phaseOf({ opensAt, closesAt }: SupervisedRoom, now: number): 'soon' | 'open' | 'over' {
  if (now < Date.parse(opensAt)) return 'soon';
  return now < Date.parse(closesAt) ? 'open' : 'over';
}

/** Whether candidates are there and no proctor is: nothing in a room is worse. */
export function isUnstaffed(room: SupervisedRoom): boolean {
  const present = (room.states.lobby ?? 0) + (room.states.writing ?? 0) + (room.states.paused ?? 0);
  return present > 0 && !room.team.some(({ isHere }) => isHere);
}

/** How long somebody has waited at the most, in milliseconds; 0 when nobody does. */
export function longestWait({ oldestHandAt, oldestUnreadAt }: SupervisedRoom, now: number): number {
  const since = [oldestHandAt, oldestUnreadAt].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  return since.length === 0 ? 0 : Math.max(0, now - Math.min(...since));
}

/** Rooms without any proctor first, then those where somebody waits longest, then who is overlooked, then by name. */
export function byNeed(rooms: readonly SupervisedRoom[], now: number): SupervisedRoom[] {
  const names = new Intl.Collator(undefined, { numeric: true });
  return [...rooms].sort(
    (a, b) =>
      Number(isUnstaffed(b)) - Number(isUnstaffed(a)) ||
      longestWait(b, now) - longestWait(a, now) ||
      b.overlooked - a.overlooked ||
      names.compare(a.name, b.name),
  );
}
