import { type LinkStatus, LiveLink } from '@invigil/contract/client/liveLink';
import { AppError } from '@invigil/contract/errors';
import type { StreamId, TransportId } from '@invigil/contract/ids';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Bot, BotEvents } from './bot.ts';
import { rtpParametersOf } from './mediaSection.ts';
import { plainSocketFrom } from './plainSocket.ts';
import { answerOf, dtlsParametersOf } from './sdp.ts';
import { type SourceClips, Uplink } from './uplink.ts';

export interface CandidateBotOptions {
  name: string;
  signalingUrl: string;
  /** Admits once; a bot that loses its presence has no other and fails, unless it can ask for one. */
  token: string;
  origin: string | undefined;
  /** Asks for a token again and again, as a page asks the api; `token` is not used then. */
  getToken?: () => Promise<JoinGrant>;
  /** Another way to the same transport, such as over a line that can be cut. */
  through?: (transport: TransportOptions) => Promise<TransportOptions>;
  bindAddress: string;
  sources: readonly SourceClips[];
  events: BotEvents;
}

/** A candidate of ours: joins by the real signaling with the client half that the web page uses. */
export class CandidateBot implements Bot {
  readonly #options: CandidateBotOptions;
  readonly #live = new Set<StreamId>();
  /** The streams of the newest uplink, once the server has named them. */
  #published: readonly StreamId[] | undefined;
  #link: LiveLink | undefined;
  /** What it sends over, newest last: two while its media node is emptied. */
  readonly #uplinks = new Map<TransportId, Uplink>();
  /** The next uplink, until it is used. */
  #prepared: Uplink | undefined;
  #tokenGiven = false;
  #stopped = false;

  constructor(options: CandidateBotOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    this.#prepared ??= await this.#createUplink();
  }

  start(): void {
    const { signalingUrl, token, origin, events, getToken } = this.#options;
    this.#link = LiveLink.open({
      WebSocket: plainSocketFrom(origin),
      getToken: () => {
        if (getToken) return getToken();
        if (this.#tokenGiven) return Promise.reject(new AppError({ code: 'joinTokenUsed' }));
        this.#tokenGiven = true;
        return Promise.resolve({ signalingUrl, token, expiresAt: new Date().toISOString() });
      },
      onWelcome: ({ here }) => {
        if (here.role === 'candidate') this.#publish(here.sendTransport);
      },
      onNote: (note) => this.#hear(note),
      onStatus: (status) => this.#watchStatus(status),
      onFault: (error) => events.onFailed(error),
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#link?.close();
    this.#closeAll();
    this.#prepared?.close();
  }

  #hear(note: Note): void {
    if (note.name === 'republish') this.#publish(note.data.sendTransport);
    if (note.name === 'migrate') this.#publishToo(note.data.sendTransport);
    if (note.name === 'placeClosed') this.#placeClosed(note.data.transportId);
    if (note.name === 'demand' && note.data.source !== 'microphone') {
      this.#options.events.onDemand(note.data.source, note.data);
    }
    if (note.name === 'streamLink' && note.data.link === 'live') {
      this.#live.add(note.data.streamId);
      this.#tellWhenLive();
    }
  }

  #watchStatus(status: LinkStatus): void {
    const isFinal = status.state === 'refused' || status.state === 'ended' || status.state === 'superseded';
    if (isFinal && !this.#stopped) this.#options.events.onFailed(new Error(`the link is ${JSON.stringify(status)}`));
  }

  #publish(transport: TransportOptions): void {
    this.#closeAll();
    this.#publishToo(transport);
  }

  #publishToo(transport: TransportOptions): void {
    this.#published = undefined;
    this.#connect(transport).catch((error: unknown) => {
      if (!this.#stopped) this.#options.events.onFailed(error);
    });
  }

  #placeClosed(transportId: TransportId): void {
    const closed = this.#uplinks.get(transportId);
    const newest = [...this.#uplinks.values()].at(-1);
    this.#uplinks.delete(transportId);
    closed?.close();
    const left = [...this.#uplinks.values()].at(-1);
    if (left && closed === newest) this.#options.events.onOpen(left);
  }

  #closeAll(): void {
    for (const uplink of this.#uplinks.values()) uplink.close();
    this.#uplinks.clear();
  }

  /** The batch goes out first, so that the server expects us when our first packet arrives. */
  async #connect(transport: TransportOptions): Promise<void> {
    const link = this.#link;
    const uplink = this.#prepared ?? (await this.#createUplink());
    this.#prepared = undefined;
    this.#uplinks.set(transport.transportId, uplink);
    if (!link || this.#stopped) return uplink.close();
    const reached = (await this.#options.through?.(transport)) ?? transport;
    const started = link.call('start', {
      transportId: transport.transportId,
      dtlsParameters: dtlsParametersOf(uplink.offer),
      streams: uplink.sections.map((section) => ({
        trackId: `${section.source}-${section.ssrc}`,
        source: section.source,
        kind: 'video' as const,
        rtpParameters: rtpParametersOf(section),
      })),
    });
    const opened = uplink.open(answerOf(reached, uplink.sections)).then(() => {
      uplink.sendFirstFrames();
      this.#options.events.onOpen(uplink);
    });
    const [{ streams }] = await Promise.all([started, opened]);
    this.#published = streams.map(({ streamId }) => streamId);
    this.#tellWhenLive();
  }

  #tellWhenLive(): void {
    if (!this.#published?.every((id) => this.#live.has(id))) return;
    this.#published = undefined;
    this.#options.events.onLive();
  }

  #createUplink(): Promise<Uplink> {
    const { name, bindAddress, sources } = this.#options;
    return Uplink.create(name, bindAddress, sources);
  }
}
