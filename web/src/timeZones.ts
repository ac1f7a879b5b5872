import { timeZone } from '@invigil/contract/routes/fields';

/** The zone this computer is set to; nothing when it has no name for it, as Chrome without one says `Etc/Unknown`. */
export function hereZone(): string | undefined {
  return timeZone.safeParse(new Intl.DateTimeFormat().resolvedOptions().timeZone).data;
}

/** Whether clocks in both zones show the same at this instant: two names may mean one zone. */
export function isSameTime(one: string, other: string, at: Date): boolean {
  const clock = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return clock(one) === clock(other);
}

/** `America/New_York` as people write it. */
export function zoneName(zone: string): string {
  return zone.replaceAll('_', ' ');
}

export interface ZoneGroup {
  region: string;
  zones: string[];
}

/** Every zone this browser knows by its region, with the given ones among them even when it calls them otherwise. */
export function zoneGroups(...given: (string | undefined)[]): ZoneGroup[] {
  const known = new Set([...Intl.supportedValuesOf('timeZone'), ...given.filter((zone) => zone !== undefined)]);
  const groups = Map.groupBy([...known].sort(), (zone) => zone.split('/')[0] ?? zone);
  return [...groups].map(([region, zones]) => ({ region, zones }));
}
