import type { RouteReply } from '@invigil/contract/routes';

type Page = Pick<RouteReply<'roomIncidents'>, 'incidents' | 'nextCursor'>;

/** Pages that are read at most; what is older is said to be left out. */
const mostPages = 25;
/** Incidents on each of them. */
export const pageSize = 200;
export const mostIncidents = mostPages * pageSize;

/**
 * Reads what happened before, from the last one back, each page as soon as it is there. What happens meanwhile is told live:
 * the reading has to begin after the live connection stands, so that nothing falls between the two.
 * @returns whether it came to the end.
 */
export async function readPast(parts: {
  read: (cursor: string | undefined) => Promise<Page>;
  add: (page: Page['incidents']) => void;
  signal: AbortSignal;
}): Promise<boolean> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { incidents, nextCursor } = await parts.read(cursor);
    if (parts.signal.aborted) return false;
    parts.add(incidents);
    if (nextCursor === null) return true;
    cursor = nextCursor;
  }
  return false;
}
