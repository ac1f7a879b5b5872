import { AppError, type ErrorBody, type ErrorCode } from '../errors.ts';
import { type CloseReason, closeReasons, type NoteFrame, type ServerFrame, type WelcomeFrame } from '../frames.ts';
import { liveProtocol, resumeProtocolPrefix, tokenProtocolPrefix } from '../joinToken.ts';
import type { Note } from '../notes.ts';
import type { JoinGrant } from '../routes/sittings.ts';
import type { SignalData, SignalName, SignalReply } from '../signals.ts';
import { parseNote } from './liveLinkFrames.ts';
import { LiveLinkRequests } from './liveLinkRequests.ts';
import { LinkSocket, type SocketConstructor } from './liveLinkSocket.ts';
import { type LinkTimers, systemTimers } from './liveLinkTimers.ts';
import { reconnectDelayMs } from './reconnectPolicy.ts';

/**
 * `superseded`, `ended`, `refused` and `closed` are final. `refused` carries what the page is told: the api would not
 * give a token, or signaling would not go on with this page.
 */
export type LinkStatus =
  | { state: 'connecting' | 'live' | 'reconnecting' | 'superseded' | 'ended' | 'closed' }
  | { state: 'refused'; error: ErrorBody };

export interface LiveLinkOptions {
  WebSocket: SocketConstructor;
  /** Asks the api for a token. An AppError ends the link as `refused` unless waiting may cure it. */
  getToken(): Promise<JoinGrant>;
  /** A new presence: `first` at the start; `fresh` when an older one is lost, so that streams and watches are set up again. */
  onWelcome(welcome: WelcomeFrame, how: 'first' | 'fresh'): void;
  /** Every note of the presence, once, in order. */
  onNote(note: Note): void;
  onStatus?(status: LinkStatus): void;
  /** A frame of the server that this page cannot read; the link goes on without it. */
  onFault?(error: unknown): void;
  timers?: LinkTimers;
  /** From 0 to 1. */
  random?: () => number;
}

const curedByWaiting: ReadonlySet<ErrorCode> = new Set([
  'unavailable',
  'timeout',
  'internal',
  'noCapacity',
  'tooManyRequests',
]);

/** The page's half of signaling: one presence kept over as many sockets as it takes. */
export class LiveLink {
  readonly #options: LiveLinkOptions;
  readonly #timers: LinkTimers;
  readonly #requests = new LiveLinkRequests();
  #status: LinkStatus = { state: 'connecting' };
  #socket: LinkSocket | undefined;
  /** What to resume; undefined before the first welcome and once another join was admitted. */
  #presence: { url: string; resumeToken: string } | undefined;
  /** A join was tried whose socket was never seen open: it may have ended the older presence all the same. */
  #joinUnseen = false;
  #welcomed = false;
  #seq = 0;
  /** The node that has the presence ends, and another takes it. */
  #sentElsewhere = false;
  #cutPause: () => void = () => undefined;

  private constructor(options: LiveLinkOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Starts connecting at once and keeps at it until a final status. */
  static open(options: LiveLinkOptions): LiveLink {
    const link = new LiveLink(options);
    void link.#keepConnected();
    return link;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /**
   * Carried out once, however often the socket drops. Before the first welcome it waits for it. Rejects with the
   * server's AppError, or `resumeExpired` when the presence it belonged to is gone: ask again after `onWelcome`.
   */
  call<N extends SignalName>(name: N, data: SignalData<N>): Promise<SignalReply<N>> {
    const error = finalError(this.#status);
    return error ? Promise.reject(error) : this.#requests.add(name, data);
  }

  /** The network seems to be back: no waiting, and no trust in a socket that fell silent. */
  hintOnline(): void {
    this.#cutPause();
    this.#socket?.doubt();
  }

  /** Leaves: the server ends the presence at once. Idempotent. */
  close(): void {
    this.#finish({ state: 'closed' });
  }

  async #keepConnected(): Promise<void> {
    for (let failures = 0; !this.#isOver(); ) {
      failures = (await this.#connect()) ? 0 : failures + 1;
      if (this.#isOver()) return;
      if (this.#sentElsewhere) {
        // The server has chosen the moment, and nothing is amiss: the page goes on at once.
        this.#sentElsewhere = false;
        continue;
      }
      this.#setStatus({ state: this.#welcomed ? 'reconnecting' : 'connecting' });
      await this.#pause(reconnectDelayMs(failures, (this.#options.random ?? Math.random)()));
    }
  }

  /** One round: resume if there is something to, else join. Resolves when the link is down again, to whether it was up. */
  async #connect(): Promise<boolean> {
    if (await this.#resume()) return true;
    const grant = await this.#grant();
    if (!grant || this.#isOver()) return false;
    // A browser does not say why a socket did not open. One more try with the network known to work, then a join, which
    // can only open where resuming would have been refused; while nothing opens, the presence and its media are kept.
    if (await this.#resume()) return true;
    return this.#join(grant);
  }

  #join({ signalingUrl, token }: JoinGrant): Promise<boolean> {
    this.#joinUnseen = this.#presence !== undefined;
    return this.#hold(signalingUrl, `${tokenProtocolPrefix}${token}`, () => {
      this.#joinUnseen = false;
      this.#presence = undefined;
    });
  }

  async #resume(): Promise<boolean> {
    if (!this.#presence || this.#isOver()) return false;
    const url = new URL(this.#presence.url);
    url.searchParams.set('after', String(this.#seq));
    return this.#hold(url.href, `${resumeProtocolPrefix}${this.#presence.resumeToken}`);
  }

  async #grant(): Promise<JoinGrant | undefined> {
    try {
      return await this.#options.getToken();
    } catch (error) {
      if (error instanceof AppError && !curedByWaiting.has(error.code)) {
        this.#finish({ state: 'refused', error: error.body });
      }
      return undefined;
    }
  }

  /** Holds one socket until it ends; resolves to whether it was welcomed or resumed. */
  #hold(url: string, credential: string, onOpen = () => {}): Promise<boolean> {
    if (this.#isOver()) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let up = false;
    try {
      this.#socket = new LinkSocket({
        WebSocket: this.#options.WebSocket,
        url,
        protocols: [liveProtocol, credential],
        timers: this.#timers,
        onOpen,
        onFrame: (frame) => {
          up ||= frame.type === 'welcome' || frame.type === 'resumed';
          this.#take(frame, url);
        },
        onEnd: (code) => {
          this.#socket = undefined;
          this.#requests.disconnected();
          this.#finishBy(code);
          resolve(up);
        },
        onFault: (error) => this.#options.onFault?.(error),
      });
    } catch (error) {
      // The browser would not even try this address.
      this.#options.onFault?.(error);
      resolve(false);
    }
    return promise;
  }

  #take(frame: ServerFrame, url: string): void {
    switch (frame.type) {
      case 'welcome':
        this.#welcome(frame, url);
        break;
      case 'resumed':
        this.#joinUnseen = false;
        this.#live();
        break;
      case 'reply':
        if (!this.#requests.answer(frame) && frame.id === null && !frame.ok) {
          this.#options.onFault?.(new AppError(frame.error));
        }
        break;
      case 'heartbeat':
        if (frame.seq > this.#seq) this.#socket?.giveUp();
        break;
      case 'note':
        this.#note(frame);
        break;
    }
  }

  #note(frame: NoteFrame): void {
    if (frame.seq <= this.#seq) return;
    if (frame.seq > this.#seq + 1) {
      // A hole: the resume brings everything after the last note, in order.
      this.#socket?.giveUp();
      return;
    }
    this.#seq = frame.seq;
    this.#tell(() => this.#options.onNote(parseNote(frame)));
  }

  #welcome(welcome: WelcomeFrame, url: string): void {
    const how = this.#welcomed ? 'fresh' : 'first';
    this.#welcomed = true;
    this.#presence = { url, resumeToken: welcome.resumeToken };
    this.#seq = 0;
    if (how === 'fresh') this.#requests.failAll(new AppError({ code: 'resumeExpired' }));
    this.#live();
    this.#tell(() => this.#options.onWelcome(welcome, how));
  }

  #live(): void {
    const socket = this.#socket;
    this.#setStatus({ state: 'live' });
    this.#requests.connected((text) => socket?.send(text));
  }

  /** A fault of the owner's, or a note of a newer server, must not end the link. */
  #tell(owner: () => void): void {
    try {
      owner();
    } catch (error) {
      this.#options.onFault?.(error);
    }
  }

  #finishBy(code: number | undefined): void {
    const reason = (Object.keys(closeReasons) as CloseReason[]).find((name) => closeReasons[name].code === code);
    if (reason === 'moving') this.#sentElsewhere = true;
    else if (reason === 'superseded' && this.#joinUnseen) this.#presence = undefined;
    else if (reason === 'superseded' || reason === 'ended') this.#finish({ state: reason });
    else if (reason === 'malformed' || reason === 'joinTokenInvalid') {
      this.#finish({ state: 'refused', error: { code: closeReasons[reason].error } });
    }
  }

  #finish(status: LinkStatus): void {
    if (this.#isOver()) return;
    this.#setStatus(status);
    const leaving = 1000;
    this.#socket?.giveUp(leaving);
    this.#cutPause();
    this.#requests.failAll(finalError(status) ?? new AppError({ code: 'resumeExpired' }));
  }

  #isOver(): boolean {
    return finalError(this.#status) !== undefined;
  }

  #setStatus(status: LinkStatus): void {
    if (status.state === this.#status.state) return;
    this.#status = status;
    this.#tell(() => this.#options.onStatus?.(status));
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timers.after(ms, resolve);
    this.#cutPause = () => {
      cancel();
      resolve();
    };
    return promise;
  }
}

function finalError(status: LinkStatus): AppError | undefined {
  switch (status.state) {
    case 'connecting':
    case 'live':
    case 'reconnecting':
      return undefined;
    case 'refused':
      return new AppError(status.error);
    case 'superseded':
      return new AppError({ code: 'openElsewhere' });
    case 'ended':
      return new AppError({ code: 'sittingOver' });
    case 'closed':
      return new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
  }
}
