import { type LinkStatus, LiveLink } from '@invigil/contract/client/liveLink';
import type { SocketConstructor } from '@invigil/contract/client/liveLinkSocket';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { WelcomeFrame } from '@invigil/contract/frames';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { LiveCall } from './call.ts';
import type { LineState } from './lineState.ts';

interface Parts {
  getToken: () => Promise<JoinGrant>;
  welcome: (welcome: WelcomeFrame) => void;
  note: (note: Note) => void;
  /** `error` says why the line ended, or why it cannot be opened just now. */
  state: (state: LineState, error: ErrorBody | undefined) => void;
  hiccup: (fault: unknown) => void;
  /** Another than the browser's own, for whoever wants to hold the socket too. */
  WebSocket?: SocketConstructor;
}

/** A line that has been down for this long is called lost; it goes on trying. */
const lostAfterMs = 30_000;

/** This page's line to signaling: the shared link over the browser's WebSocket, and its state in the page's words. */
export class Line {
  readonly #parts: Parts;
  readonly #link: LiveLink;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #state: 'connecting' | 'reconnecting' = 'connecting';
  #isLost = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#link = LiveLink.open({
      WebSocket: parts.WebSocket ?? WebSocket,
      getToken: () => this.#token(),
      onWelcome: parts.welcome,
      onNote: parts.note,
      onStatus: (status) => this.#hear(status),
      onFault: parts.hiccup,
    });
    window.addEventListener('online', this.#online);
    this.#startLostTimer();
  }

  readonly call: LiveCall = (name, data) => this.#link.call(name, data);

  close(): void {
    this.#closed = true;
    clearTimeout(this.#lostTimer);
    window.removeEventListener('online', this.#online);
    this.#link.close();
  }

  /** A browser does not say why a socket did not open; the api says why there is no token for one. */
  async #token(): Promise<JoinGrant> {
    try {
      return await this.#parts.getToken();
    } catch (fault) {
      if (fault instanceof AppError && fault.code === 'unavailable' && !this.#closed) {
        this.#parts.state(this.#isLost ? 'lost' : this.#state, fault.body);
      }
      throw fault;
    }
  }

  readonly #online = () => this.#link.hintOnline();

  #hear(status: LinkStatus): void {
    if (this.#closed) return;
    clearTimeout(this.#lostTimer);
    const { state } = status;
    this.#isLost = false;
    if (state === 'live') this.#parts.state('live', undefined);
    else if (state === 'connecting' || state === 'reconnecting') {
      this.#state = state;
      this.#parts.state(state, undefined);
      this.#startLostTimer();
    } else this.#parts.state('ended', endedBecause(status));
  }

  #startLostTimer(): void {
    this.#lostTimer = setTimeout(() => {
      this.#isLost = true;
      this.#parts.state('lost', undefined);
    }, lostAfterMs);
  }
}

/** What a person is told of a final status; nothing when the page itself left. */
function endedBecause(status: LinkStatus): ErrorBody | undefined {
  if (status.state === 'refused') return status.error;
  if (status.state === 'superseded') return { code: 'openElsewhere' };
  return status.state === 'ended' ? { code: 'sittingOver' } : undefined;
}
