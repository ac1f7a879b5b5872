import { randomUUID } from 'node:crypto';
import { LiveLink } from '@invigil/contract/client/liveLink';
import type { SocketConstructor } from '@invigil/contract/client/liveLinkSocket';
import type { WelcomeFrame } from '@invigil/contract/frames';
import { nodeId, personId, type RoomId, roomId, type StreamId, sittingId } from '@invigil/contract/ids';
import type { Admission } from '@invigil/contract/joinToken';
import type { LinkState, SittingLive } from '@invigil/contract/live';
import type { Note, NoteData, NoteName } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { TransportOptions } from '@invigil/contract/transports';
import { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';
import { TcpProxy } from '@invigil/loadtest/impairment/tcpProxy';
import { createMediaServer, type MediaServer } from '@invigil/media-server/mediaServer';
import { systemClock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys, type JoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { createSignaling, type Signaling } from '@invigil/signaling/signaling';
import { PublisherBot, randomSsrc, videoTrack } from '../../../media-server/testkit/publisherBot.ts';
import { WatcherBot, watcherCapabilities } from '../../../media-server/testkit/watcherBot.ts';
import { until } from '../support/until.ts';

const log = createLog({ name: 'live-test', level: 'silent' });
const hourMs = 3_600_000;

/** Real signaling and a real media server in one process, with a line between pages and signaling that a test can cut. */
export class LiveStage {
  readonly media: MediaServer;
  readonly signaling: Signaling;
  readonly line: ImpairedLine;
  readonly room: RoomId = roomId.parse(randomUUID());
  readonly #linePort: number;
  readonly #keys: JoinKeys;
  readonly #clusters: Cluster[];

  private constructor(options: {
    media: MediaServer;
    signaling: Signaling;
    line: ImpairedLine;
    linePort: number;
    keys: JoinKeys;
    clusters: Cluster[];
  }) {
    this.media = options.media;
    this.signaling = options.signaling;
    this.line = options.line;
    this.#linePort = options.linePort;
    this.#keys = options.keys;
    this.#clusters = options.clusters;
  }

  static async create(): Promise<LiveStage> {
    const hub = new LocalHub();
    const clusters = await Promise.all(['media', 'signaling'].map((name) => hub.join(nodeId.parse(name), { log })));
    const [mediaCluster, signalingCluster] = clusters;
    if (!mediaCluster || !signalingCluster) throw new Error('no cluster');
    const keys = await generateJoinKeys();
    const clock = systemClock;
    const media = await createMediaServer({
      cluster: mediaCluster,
      log,
      clock,
      config: { workers: 1, spareWorkers: 1, listenAddress: '127.0.0.1', basePort: 0 },
    });
    const signaling = await createSignaling({
      cluster: signalingCluster,
      log,
      clock,
      config: {
        host: '127.0.0.1',
        port: 0,
        allowedOrigins: 'any',
        joinTokenPublicJwk: keys.publicJwk,
        iceServers: [],
        presenceGraceMs: 60_000,
      },
    });
    const line = new ImpairedLine();
    const { port: linePort } = await TcpProxy.create(line, { targetPort: signaling.port });
    return new LiveStage({ media, signaling, line, linePort, keys, clusters });
  }

  link(admission: Admission): Page {
    return new Page(async () => ({
      token: await signJoinToken(this.#keys.privateJwk, admission, { clock: systemClock }),
      signalingUrl: `ws://127.0.0.1:${this.#linePort}/live`,
      expiresAt: new Date(Date.now() + hourMs).toISOString(),
    }));
  }

  /** The process that carries media now, for a test to kill. */
  get workerPid(): number {
    const worker = this.media.workers().find(({ spare }) => !spare);
    if (!worker) throw new Error('no worker');
    return worker.pid;
  }

  async candidate(): Promise<CandidateBot> {
    const page = this.link({ ...this.#who(), role: 'candidate', sittingId: newSitting(), roomId: this.room });
    const { here } = await page.welcomed();
    if (here.role !== 'candidate') throw new Error('not welcomed as a candidate');
    const candidate = new CandidateBot(page);
    await candidate.publish(here.sendTransport);
    return candidate;
  }

  async proctor(): Promise<ProctorBot> {
    const page = this.link({ ...this.#who(), role: 'proctor', supervises: false, rooms: [this.room] });
    await page.welcomed();
    return new ProctorBot(page);
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.signaling.close();
    await this.media.close();
    for (const cluster of this.#clusters) await cluster.close();
  }

  #who() {
    return { personId: personId.parse(randomUUID()), endsAt: Date.now() + hourMs };
  }
}

const newSitting = () => sittingId.parse(randomUUID());

/** A page's link with all that it heard. */
class Page {
  readonly link: LiveLink;
  readonly notes: Note[] = [];
  readonly welcomes: WelcomeFrame[] = [];

  constructor(getToken: () => Promise<JoinGrant>) {
    this.link = LiveLink.open({
      WebSocket: WebSocket as unknown as SocketConstructor,
      getToken,
      onWelcome: (welcome) => this.welcomes.push(welcome),
      onNote: (note) => this.notes.push(note),
    });
  }

  async welcomed(): Promise<WelcomeFrame> {
    await until(() => (this.welcomes.length > 0 ? undefined : `not welcomed, ${this.link.status.state}`));
    const welcome = this.welcomes.at(-1);
    if (!welcome) throw new Error('not welcomed');
    return welcome;
  }

  all<N extends NoteName>(name: N): NoteData<N>[] {
    return this.notes.flatMap((note) => (note.name === name ? [note.data as NoteData<N>] : []));
  }
}

/** A candidate whose page publishes a webcam of made-up frames, and again whenever it is told to. */
export class CandidateBot {
  readonly page: Page;
  readonly ssrc = randomSsrc();
  #bot: PublisherBot | undefined;
  streamId: StreamId | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  async publish(sendTransport: TransportOptions): Promise<void> {
    this.#bot?.close();
    const bot = await PublisherBot.create();
    this.#bot = bot;
    bot.connect(sendTransport);
    const { transportId } = sendTransport;
    const streams = [videoTrack('webcam', this.ssrc)];
    const started = await this.page.link.call('start', { transportId, dtlsParameters: bot.dtlsParameters, streams });
    this.streamId = started.streams[0]?.streamId;
    await bot.opened;
    bot.flow(this.ssrc);
  }

  close(): void {
    this.#bot?.close();
    this.page.link.close();
  }
}

/** A proctor's page that watches one stream and counts what arrives. */
export class ProctorBot {
  readonly page: Page;
  readonly #bots: WatcherBot[] = [];
  #ssrc: number | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  get packets(): number {
    return this.#bots.at(-1)?.packets(this.#ssrc) ?? 0;
  }

  /** The newest state of every sitting it was told of. */
  sittings(): SittingLive[] {
    const { here } = this.page.welcomes.at(-1) ?? {};
    const first = here?.role === 'proctor' ? here.sittings : [];
    const all = [...first, ...this.page.all('sittingLive')];
    return [...new Map(all.map((live) => [live.sittingId, live])).values()];
  }

  async sees(streamId: StreamId | undefined, link: LinkState): Promise<void> {
    await until(() => {
      const streams = this.sittings().flatMap((live) => live.streams);
      const found = streams.find((stream) => stream.streamId === streamId);
      return found?.link === link ? undefined : `the stream is ${found?.link ?? 'not there'}, not ${link}`;
    });
  }

  /** Watches a stream until frames arrive. */
  async watch(streamId: StreamId): Promise<void> {
    const { transports, watches, refused } = await this.page.link.call('watch', {
      rtpCapabilities: watcherCapabilities,
      streams: [{ streamId, step: 'tile' }],
    });
    const [transport] = transports;
    const [opened] = watches;
    if (!transport || !opened) throw new Error(`not watching: ${JSON.stringify(refused)}`);
    const bot = await WatcherBot.create();
    this.#bots.push(bot);
    this.#ssrc = opened.rtpParameters.encodings?.[0]?.ssrc;
    bot.connect(transport);
    const { transportId } = transport;
    await this.page.link.call('connectReceiver', { transportId, dtlsParameters: bot.dtlsParameters });
    await this.page.link.call('resumeWatch', { watchIds: [opened.watchId] });
    await this.flows();
  }

  /** More packets arrive than had until now. */
  async flows(more = 20): Promise<void> {
    const before = this.packets;
    await until(() => (this.packets >= before + more ? undefined : `${this.packets - before} of ${more} packets`));
  }

  close(): void {
    this.page.link.close();
    for (const bot of this.#bots) bot.close();
  }
}
