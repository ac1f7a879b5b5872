import type { NoteFrame, ReplyFrame, ResumedFrame, ServerFrame, WelcomeFrame } from '@invigil/contract/frames';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { SignalData, SignalName, SignalReply } from '@invigil/contract/signals';
import { Counter, Trend } from 'k6/metrics';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { plan } from './planned.ts';
import { pause } from './timing.ts';

const { wire } = plan;
const welcomeMs = new Trend('welcome_ms', true);
const reconnectMs = new Trend('reconnect_ms', true);
const signalMs = new Trend('signal_ms', true);
const notesReceived = new Counter('notes_received');
/** Notes whose number was skipped, and those whose number came before. */
const notesMissing = new Counter('notes_missing');
const notesTwice = new Counter('notes_twice');
const presencesLost = new Counter('presences_lost');
const welcomedAnew = new Counter('welcomed_anew');
const resumesFailed = new Counter('resumes_failed');
const signalsRefused = new Counter('signals_refused');
const longestMs = 20_000;
/** A presence is kept for a minute after its socket broke. */
const mostResumes = 8;

type First = WelcomeFrame | ResumedFrame;

/** One presence over as many sockets as it takes, with the rules of a page: every note once and in order. */
export class Presence {
  readonly #url: string;
  readonly #onNote: (note: NoteFrame) => void;
  /** Requests without an answer: sent again on the next socket. */
  readonly #waiting = new Map<number, { text: string; resolve: (reply: ReplyFrame) => void }>();
  #socket: WebSocket | undefined;
  #resumeToken = '';
  #seq = 0;
  #lastId = 0;
  #live = false;
  #over = false;

  private constructor(url: string, onNote: (note: NoteFrame) => void) {
    this.#url = url;
    this.#onNote = onNote;
  }

  /** Resolves with the welcome. @throws {Error} when it is not welcomed in 20 s. */
  static async join(
    { token, signalingUrl }: JoinGrant,
    onNote: (note: NoteFrame) => void = () => {},
  ): Promise<{ presence: Presence; welcome: WelcomeFrame }> {
    const presence = new Presence(signalingUrl, onNote);
    const began = Date.now();
    const welcome = await presence.#open(`${wire.tokenPrefix}${token}`, signalingUrl);
    if (welcome.type !== 'welcome') throw new Error('the first frame of a join is no welcome');
    welcomeMs.add(Date.now() - began);
    presence.#resumeToken = welcome.resumeToken;
    return { presence, welcome };
  }

  /** Carried out once, however often the line breaks. @throws {Error} when it is refused, or not answered in 20 s. */
  async call<N extends SignalName>(name: N, data: SignalData<N>): Promise<SignalReply<N>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const began = Date.now();
    const reply = await within(
      new Promise<ReplyFrame>((resolve) => {
        const text = JSON.stringify({ id, name, data });
        this.#waiting.set(id, { text, resolve });
        if (this.#live) this.#socket?.send(text);
      }),
      `no answer to ${name}`,
    );
    signalMs.add(Date.now() - began, { signal: name });
    if (reply.ok) return reply.data as SignalReply<N>;
    signalsRefused.add(1);
    throw new Error(`${name}: ${reply.error.code}`);
  }

  /** Its line breaks for so long; then it comes back as a page does, and the time from then on counts. */
  async breakFor(ms: number): Promise<void> {
    const broken = this.#socket;
    this.#socket = undefined;
    this.#live = false;
    broken?.close(wire.cutCode);
    await pause(ms);
    const began = Date.now();
    for (let failures = 0; ; failures += 1) {
      await pause(retryDelayMs(failures));
      try {
        const first = await this.#open(`${wire.resumePrefix}${this.#resumeToken}`, `${this.#url}?after=${this.#seq}`);
        reconnectMs.add(Date.now() - began);
        // One that missed more than is kept is told everything anew.
        if (first.type === 'welcome') {
          this.#resumeToken = first.resumeToken;
          this.#seq = 0;
          welcomedAnew.add(1);
        }
        return;
      } catch (error) {
        resumesFailed.add(1);
        if (failures + 1 < mostResumes) continue;
        presencesLost.add(1);
        throw error;
      }
    }
  }

  leave(): void {
    this.#over = true;
    this.#socket?.close(1000);
  }

  #open(credential: string, url: string): Promise<First> {
    const headers = { origin: plan.apiUrl, 'sec-websocket-protocol': `${wire.protocol}, ${credential}` };
    const socket = new WebSocket(url, null, { headers });
    this.#socket = socket;
    const first = new Promise<First>((resolve, reject) => {
      socket.onmessage = (event) => {
        // What still arrives on a socket that was given up is sent again on the next one.
        if (socket !== this.#socket) return;
        const frame = JSON.parse(String(event?.data)) as ServerFrame;
        if (frame.type !== 'welcome' && frame.type !== 'resumed') return this.#take(frame);
        this.#live = true;
        for (const { text } of this.#waiting.values()) socket.send(text);
        resolve(frame);
      };
      socket.onerror = (event) => reject(new Error(String(event?.error ?? 'the socket failed')));
      socket.onclose = () => {
        reject(new Error('the socket was closed'));
        if (socket === this.#socket && !this.#over) presencesLost.add(1);
      };
    });
    return within(first, 'no first frame');
  }

  #take(frame: Exclude<ServerFrame, First>): void {
    if (frame.type === 'reply') {
      const waiting = this.#waiting.get(frame.id ?? 0);
      this.#waiting.delete(frame.id ?? 0);
      waiting?.resolve(frame);
      return;
    }
    if (frame.type === 'heartbeat') {
      if (frame.seq > this.#seq) notesMissing.add(frame.seq - this.#seq);
      this.#seq = Math.max(this.#seq, frame.seq);
      return;
    }
    notesReceived.add(1);
    if (frame.seq <= this.#seq) {
      notesTwice.add(1);
      return;
    }
    if (frame.seq > this.#seq + 1) notesMissing.add(frame.seq - this.#seq - 1);
    this.#seq = frame.seq;
    this.#onNote(frame);
  }
}

/** As `reconnectDelayMs` of the contract, by the plan's values. */
function retryDelayMs(failures: number): number {
  if (failures === 0) return Math.random() * wire.spreadMs;
  const ceiling = Math.min(wire.longestRetryMs, wire.firstRetryMs * 2 ** (failures - 1));
  return ceiling * (0.5 + Math.random() / 2);
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer = 0;
  const late = new Promise<T>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} in ${longestMs} ms`)), longestMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    // k6 waits for every timer before it ends.
    clearTimeout(timer);
  }
}
