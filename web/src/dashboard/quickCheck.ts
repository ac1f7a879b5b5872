/** What a moment's look tells about a computer, without asking for a permission and without sharing anything. */
export const checkNames = ['browser', 'camera', 'display', 'server'] as const;
export type CheckName = (typeof checkNames)[number];
export interface CheckResult {
  name: CheckName;
  outcome: 'ok' | 'slow' | 'wrong';
  /** How long the server took to answer, in milliseconds; only of a server that did. */
  ms?: number;
}

export interface CheckParts {
  /** Absent on a page that is not secure, and in browsers that cannot capture. */
  devices: Pick<MediaDevices, 'enumerateDevices'> | undefined;
  canShareScreen: boolean;
  /** Whether a second display is plugged in; browsers that do not say leave it out. */
  isExtended: boolean | undefined;
  /** One round trip to the server. Throws when there is no answer. */
  ping: () => Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

const slowMs = 500;
const pings = 3;

export async function quickCheck(parts: CheckParts): Promise<CheckResult[]> {
  const [camera, server] = await Promise.all([checkCamera(parts), checkServer(parts)]);
  return [
    { name: 'browser', outcome: parts.canShareScreen ? 'ok' : 'wrong' },
    camera,
    ...(parts.isExtended === undefined
      ? []
      : [{ name: 'display', outcome: parts.isExtended ? 'wrong' : 'ok' } satisfies CheckResult]),
    server,
  ];
}

async function checkCamera({ devices }: CheckParts): Promise<CheckResult> {
  const found = (await devices?.enumerateDevices()) ?? [];
  return { name: 'camera', outcome: found.some(({ kind }) => kind === 'videoinput') ? 'ok' : 'wrong' };
}

/** The quickest of a few answers: the first one also opens the connection. */
async function checkServer({ ping, now }: CheckParts): Promise<CheckResult> {
  let ms = Number.POSITIVE_INFINITY;
  try {
    for (let count = 0; count < pings; count += 1) {
      const sentAt = now();
      await ping();
      ms = Math.min(ms, now() - sentAt);
    }
  } catch (fault) {
    console.warn('the server did not answer the quick check', fault);
    return { name: 'server', outcome: 'wrong' };
  }
  return { name: 'server', outcome: ms > slowMs ? 'slow' : 'ok', ms: Math.max(1, Math.round(ms)) };
}
