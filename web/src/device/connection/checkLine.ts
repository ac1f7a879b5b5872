import type { ErrorBody } from '@invigil/contract/errors';
import type { WelcomeFrame } from '@invigil/contract/frames';
import type { StreamId } from '@invigil/contract/ids';
import type { LinkState } from '@invigil/contract/live';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Source } from '@invigil/contract/sources';
import type { Device } from 'mediasoup-client';
import { loadDevice } from '../../live/device.ts';
import { Line } from '../../live/line.ts';
import type { LineState } from '../../live/lineState.ts';
import type { MediaState } from '../../live/linkOf.ts';
import { Publisher } from '../../live/publisher.ts';

/** How the line of a check stands. */
export interface LineView {
  socket: LineState;
  /** Why the line ended, or what the server refused. */
  error: ErrorBody | undefined;
  media: MediaState;
  /** As the server sees what is shared; nothing is believed of an older stream. */
  links: Partial<Record<Source, LinkState>>;
}

interface Parts {
  getToken: () => Promise<JoinGrant>;
  changed: (view: LineView) => void;
  errorOf: (thrown: unknown) => ErrorBody;
  hiccup: (fault: unknown) => void;
}

/** A check sends everything at its sharpest: it is there to find out what the line bears. */
const everything = { tile: true, focus: true, watchers: 0 };

/**
 * The live half of a device check: the same line and the same publisher as in an exam, into a room that nobody watches.
 */
export class CheckLine {
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #publisher: Publisher;
  readonly #streams = new Map<Source, StreamId>();
  readonly #links = new Map<StreamId, LinkState>();
  readonly #waiting = new Set<() => void>();
  #view: LineView = { socket: 'connecting', error: undefined, media: 'none', links: {} };
  #socket: WebSocket | undefined;
  #device: Promise<Device> | undefined;
  #iceServers: RTCIceServer[] = [];
  #moves = 0;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const keepSocket = (socket: WebSocket) => {
      this.#socket = socket;
    };
    this.#line = new Line({
      WebSocket: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          keepSocket(this);
        }
      },
      getToken: parts.getToken,
      welcome: (welcome) => this.#welcome(welcome),
      note: (note) => this.#hear(note),
      // What only waiting cures is no verdict about this line.
      state: (socket, error) => this.#set({ socket, error: socket === 'ended' ? error : undefined }),
      hiccup: parts.hiccup,
    });
    this.#publisher = new Publisher({
      call: this.#line.call,
      published: (source, streamId) => this.#published(source, streamId),
      media: (media) => this.#set({ media }),
      refused: (fault) => this.#set({ error: parts.errorOf(fault) }),
      hiccup: parts.hiccup,
    });
  }

  get view(): LineView {
    return this.#view;
  }

  share(source: Source, track: MediaStreamTrack): void {
    this.#publisher.share(source, track);
  }

  /** Stopping the track is the caller's. */
  stop(source: Source): void {
    this.#publisher.stop(source);
  }

  /** What the browser says of the sending connection; undefined while there is none. */
  stats(): Promise<RTCStatsReport | undefined> {
    return this.#publisher.stats();
  }

  /** Resolves to true as soon as it holds, or to false when the signal aborts before. */
  until(holds: (view: LineView) => boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (answer: boolean) => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', giveUp);
        resolve(answer);
      };
      const look = () => {
        if (holds(this.#view)) end(true);
      };
      const giveUp = () => end(false);
      this.#waiting.add(look);
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
      else look();
    });
  }

  /** Cuts the line as a changed network does: the socket is dropped, and the media's path is negotiated anew. */
  cut(): void {
    const socket = this.#socket;
    // What hears the network change would otherwise still use the socket that is closing.
    socket?.addEventListener('close', () => window.dispatchEvent(new Event('online')), { once: true });
    socket?.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#publisher.close();
    this.#line.close();
  }

  #published(source: Source, streamId: StreamId | undefined): void {
    if (streamId === undefined) this.#streams.delete(source);
    else {
      this.#streams.set(source, streamId);
      this.#publisher.demand(streamId, everything);
    }
    this.#relink();
  }

  #welcome({ here, iceServers, routerRtpCapabilities }: WelcomeFrame): void {
    if (here.role !== 'candidate') return;
    this.#iceServers = iceServers;
    this.#device = loadDevice(routerRtpCapabilities);
    this.#moveTo(here.sendTransport);
  }

  /** What is watched is not asked here, so `demand` is not heard. */
  #hear(note: Note): void {
    if (note.name === 'republish') this.#moveTo(note.data.sendTransport);
    if (note.name === 'migrate') this.#moveTo(note.data.sendTransport, 'migrateTo');
    if (note.name === 'placeClosed') this.#publisher.placeClosed(note.data.transportId);
    if (note.name !== 'streamLink') return;
    this.#links.set(note.data.streamId, note.data.link);
    this.#relink();
  }

  #relink(): void {
    const links: LineView['links'] = {};
    for (const [source, streamId] of this.#streams) links[source] = this.#links.get(streamId) ?? 'reconnecting';
    this.#set({ links });
  }

  /** Loading the device takes a moment: of two moves in a row the newer wins. */
  #moveTo(options: Parameters<Publisher['moveTo']>[1], how: 'moveTo' | 'migrateTo' = 'moveTo'): void {
    const mine = ++this.#moves;
    this.#device
      ?.then((device) => {
        if (mine === this.#moves && !this.#closed) this.#publisher[how](device, options, this.#iceServers);
      })
      .catch((fault: unknown) => this.#set({ error: this.#parts.errorOf(fault) }));
  }

  #set(more: Partial<LineView>): void {
    if (this.#closed) return;
    this.#view = { ...this.#view, ...more };
    this.#parts.changed(this.#view);
    for (const look of [...this.#waiting]) look();
  }
}
