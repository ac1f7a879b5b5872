import { type PageId, pageId, type SittingId } from '@invigil/contract/ids';

type Kept = Pick<Storage, 'getItem' | 'setItem'>;
interface Environment {
  storage: () => Kept;
  locks: Pick<LockManager, 'request'> | undefined;
  made: () => string;
}

/** A page that is just being left holds its lock for a moment longer. */
const tries = 5;
const pauseMs = 100;

/**
 * This page's id, by which the server knows which page writes. It is kept by the browser for one sitting, so that a page
 * after a reload or a crash is the same one; while another tab of this browser has it, this page gets its own.
 * @returns the id, and what gives it back.
 */
export async function claimPageId(
  sitting: SittingId,
  environment: Environment = { storage: () => localStorage, locks: navigator.locks, made: () => crypto.randomUUID() },
): Promise<{ pageId: PageId; release: () => void }> {
  const key = `invigil.page.${sitting}`;
  const kept = pageId.safeParse(attempt(() => environment.storage().getItem(key)));
  const id = kept.success ? kept.data : pageId.parse(environment.made());
  for (let count = 0; count < (kept.success ? tries : 1); count += 1) {
    if (count > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const release = await hold(`${key}.${id}`, environment.locks);
    if (release === undefined) continue;
    attempt(() => environment.storage().setItem(key, id));
    return { pageId: id, release };
  }
  return { pageId: pageId.parse(environment.made()), release: () => undefined };
}

/** Holds a lock until it is given back or the page dies; undefined when somebody else holds it. */
async function hold(name: string, locks: Environment['locks']): Promise<(() => void) | undefined> {
  if (locks === undefined) return undefined;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: answer, resolve: tell } = Promise.withResolvers<boolean>();
  locks
    .request(name, { ifAvailable: true }, async (lock) => {
      tell(lock !== null);
      if (lock !== null) await held;
    })
    .catch(() => tell(false));
  return (await answer) ? release : undefined;
}

/** A browser that keeps nothing for this site throws. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
