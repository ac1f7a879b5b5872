import { randomUUID } from 'node:crypto';
import { nodeId, type PersonId, personId, type RoomId, roomId, type SittingId, sittingId } from '@invigil/contract/ids';
import type { Admission } from '@invigil/contract/joinToken';
import { systemClock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { openCluster } from '@invigil/server-kit/cluster/open';
import { generateJoinKeys, type JoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';
import { openTestLog, type TestLog } from '@invigil/server-kit/testing/testLog';
import type { SignalingConfig } from '../config.ts';
import { createSignaling, type Signaling } from '../signaling.ts';
import { Page } from './page.ts';
import { ScriptedMediaNode } from './scriptedMediaNode.ts';

const hourMs = 3_600_000;

export const newRoomId = () => roomId.parse(randomUUID());
export const newSittingId = () => sittingId.parse(randomUUID());

/** A signaling node and a media node in one cluster, with the api's half of the join tokens. */
export class Stage {
  readonly hub: LocalHub;
  readonly media: ScriptedMediaNode;
  readonly keys: JoinKeys;
  readonly testLog: TestLog;
  readonly #nodes: { signaling: Signaling; cluster: Cluster }[] = [];
  readonly #config: Partial<SignalingConfig>;
  readonly #join: (name: string) => Promise<Cluster>;
  readonly room: RoomId = newRoomId();

  private constructor(options: {
    hub: LocalHub;
    join: (name: string) => Promise<Cluster>;
    media: ScriptedMediaNode;
    keys: JoinKeys;
    testLog: TestLog;
    config: Partial<SignalingConfig>;
  }) {
    this.hub = options.hub;
    this.#join = options.join;
    this.media = options.media;
    this.keys = options.keys;
    this.testLog = options.testLog;
    this.#config = options.config;
  }

  /** In one process, or over Redis when a `redisUrl` is given. */
  static async create({ redisUrl, ...config }: Partial<SignalingConfig> & { redisUrl?: string } = {}): Promise<Stage> {
    const hub = new LocalHub();
    const testLog = openTestLog('warn');
    const { log } = testLog;
    const join = (name: string) =>
      redisUrl === undefined
        ? hub.join(nodeId.parse(name), { log })
        : openCluster({ nodeId: nodeId.parse(name), redisUrl, log });
    const media = await ScriptedMediaNode.create(await join('media'));
    const stage = new Stage({ hub, join, media, keys: await generateJoinKeys(), testLog, config });
    await stage.addSignaling('signaling');
    return stage;
  }

  /** Another node of the same cluster. */
  join(name: string): Promise<Cluster> {
    return this.#join(name);
  }

  async addSignaling(name: string): Promise<{ signaling: Signaling; cluster: Cluster; url: string }> {
    const { log } = this.testLog;
    const cluster = await this.#join(name);
    const signaling = await createSignaling({
      cluster,
      log,
      clock: systemClock,
      config: {
        host: '127.0.0.1',
        port: 0,
        allowedOrigins: 'any',
        joinTokenPublicJwk: this.keys.publicJwk,
        iceServers: [],
        presenceGraceMs: 60_000,
        ...this.#config,
      },
    });
    this.#nodes.push({ signaling, cluster });
    return { signaling, cluster, url: urlOf(signaling) };
  }

  get signaling(): Signaling {
    const [first] = this.#nodes;
    if (!first) throw new Error('no signaling node');
    return first.signaling;
  }

  /** As the first signaling node sees the cluster. */
  get cluster(): Cluster {
    const [first] = this.#nodes;
    if (!first) throw new Error('no signaling node');
    return first.cluster;
  }

  get url(): string {
    return urlOf(this.signaling);
  }

  token(admission: Admission): Promise<string> {
    return signJoinToken(this.keys.privateJwk, admission, { clock: systemClock });
  }

  candidateToken({ of = newSittingId(), endsAt = Date.now() + hourMs, room = this.room }: CandidateOptions = {}) {
    const person = personId.parse(randomUUID());
    return this.token({ role: 'candidate', personId: person, sittingId: of, roomId: room, endsAt });
  }

  proctorToken({
    rooms = [this.room],
    endsAt = Date.now() + hourMs,
    person = personId.parse(randomUUID()),
    supervises = false,
  }: ProctorOptions = {}) {
    return this.token({ role: 'proctor', personId: person, rooms, supervises, endsAt });
  }

  async candidate(options: CandidateOptions & { url?: string } = {}) {
    const page = await Page.join(options.url ?? this.url, await this.candidateToken(options));
    const welcome = await page.heard('welcome');
    if (welcome.here.role !== 'candidate') throw new Error('not welcomed as a candidate');
    return { page, welcome, here: welcome.here };
  }

  async proctor(options: ProctorOptions & { url?: string } = {}) {
    const page = await Page.join(options.url ?? this.url, await this.proctorToken(options));
    const welcome = await page.heard('welcome');
    if (welcome.here.role !== 'proctor') throw new Error('not welcomed as a proctor');
    return { page, welcome, here: welcome.here };
  }

  /** The value of a metric without labels, or of all its labels together. */
  async metric(name: string): Promise<number> {
    const lines = (await this.signaling.metrics.text()).split('\n');
    const values = lines.filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  async close(): Promise<void> {
    for (const { signaling, cluster } of this.#nodes) {
      await signaling.close();
      await cluster.close();
    }
    await this.media.close();
    this.testLog.close();
  }
}

interface ProctorOptions {
  rooms?: RoomId[];
  endsAt?: number;
  person?: PersonId;
  supervises?: boolean;
}

interface CandidateOptions {
  of?: SittingId;
  endsAt?: number;
  room?: RoomId;
}

const urlOf = ({ port }: Signaling) => `ws://127.0.0.1:${port}/live`;
