import type { Tells } from '../incidents/incidentReporter.ts';

interface OfflineEnvironment {
  navigator: Pick<Navigator, 'onLine'>;
  window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  now: () => number;
}

/**
 * The machine has no network, and how long it had none. It is told for the line to the server as well, by calling what
 * this returns: `lineIs` with whether the server is reached.
 */
export function watchOffline(
  tells: Tells,
  environment: OfflineEnvironment = { navigator, window, now: () => performance.now() },
): { lineIs: (reached: boolean) => void; end: () => void } {
  const { navigator, window, now } = environment;
  let isReached = true;
  let cut: { end: () => void; since: number } | undefined;

  const look = () => {
    const isOffline = !navigator.onLine || !isReached;
    if (isOffline && cut === undefined) cut = { end: tells.begin({ kind: 'offline', facts: {} }), since: now() };
    if (isOffline || cut === undefined) return;
    cut.end();
    tells.tell({ kind: 'reconnected', facts: { afterSeconds: Math.round((now() - cut.since) / 1_000) } });
    cut = undefined;
  };
  window.addEventListener('online', look);
  window.addEventListener('offline', look);
  look();
  return {
    lineIs: (reached) => {
      isReached = reached;
      look();
    },
    end: () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
      cut?.end();
      cut = undefined;
    },
  };
}
