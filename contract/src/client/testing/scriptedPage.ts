import type { ServerFrame } from '../../frames.ts';
import { limits } from '../../limits.ts';
import type { Note } from '../../notes.ts';
import { type LinkStatus, LiveLink } from '../liveLink.ts';
import type { SocketLike } from '../liveLinkSocket.ts';
import type { LinkTimers } from '../liveLinkTimers.ts';

/** Time that a test lets pass. */
export class ManualTimers implements LinkTimers {
  #now = 0;
  readonly #due = new Map<object, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const key = {};
    this.#due.set(key, { at: this.#now + ms, run });
    return () => this.#due.delete(key);
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#due].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      this.#due.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].run();
      await settled();
    }
    this.#now = until;
  }
}

/** Everything that follows from what happened has happened. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** The server's end of one socket, played by the test. */
export class FarEnd implements SocketLike {
  static readonly opened: FarEnd[] = [];
  readonly url: string;
  readonly protocols: string[];
  readonly sent: { id: number; name: string }[] = [];
  closed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
    FarEnd.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.({} as never);
  }

  say(frame: ServerFrame | string): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) } as never);
  }

  drop(code = 1006): void {
    this.closed = true;
    this.onclose?.({ code } as never);
  }
}

export const resumeToken = 'r'.repeat(43);
export const welcome: Extract<ServerFrame, { type: 'welcome' }> = {
  type: 'welcome',
  presenceId: '01890000-0000-7000-8000-000000000000' as never,
  resumeToken,
  serverTime: 0,
  heartbeatMs: limits.heartbeatMs,
  iceServers: [],
  routerRtpCapabilities: {},
  here: { role: 'proctor', sittings: [], proctors: [] },
};
export const resumed = (seq: number): ServerFrame => ({
  type: 'resumed',
  presenceId: welcome.presenceId,
  serverTime: 0,
  seq,
});
export const demand = (seq: number): ServerFrame => ({
  type: 'note',
  seq,
  name: 'demand',
  data: { streamId: '01890000-0000-7000-8000-000000000001', source: 'screen', tile: true, focus: false, watchers: seq },
});
export const heartbeat = (seq: number): ServerFrame => ({ type: 'heartbeat', serverTime: 0, seq });
export const reply = (id: number): ServerFrame => ({ type: 'reply', id, ok: true, data: {} });

export async function page({ getToken }: { getToken?: () => Promise<string> } = {}) {
  FarEnd.opened.length = 0;
  const timers = new ManualTimers();
  const notes: Note[] = [];
  const statuses: LinkStatus['state'][] = [];
  const faults: unknown[] = [];
  const joins: string[] = [];
  const link = LiveLink.open({
    WebSocket: FarEnd,
    getToken: async () => ({
      token: (await getToken?.()) ?? 'a.b.c',
      signalingUrl: 'wss://live.example/live',
      expiresAt: new Date(0).toISOString(),
    }),
    onWelcome: (_, how) => joins.push(how),
    onNote: (note) => notes.push(note),
    onStatus: ({ state }) => statuses.push(state),
    onFault: (error) => faults.push(error),
    timers,
    random: () => 1,
  });
  await settled();
  const socket = () => {
    const newest = FarEnd.opened.at(-1);
    if (!newest) throw new Error('no socket was opened');
    return newest;
  };
  const count = () => notes.map((note) => (note.name === 'demand' ? note.data.watchers : 0));
  return { link, timers, statuses, faults, joins, socket, count };
}
