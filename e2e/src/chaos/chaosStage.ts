import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openOrm } from '@invigil/api/db/orm';
import { Room } from '@invigil/api/rooms/room';
import type { BenchWriter } from '@invigil/contract/benchServer';
import { AppError } from '@invigil/contract/errors';
import { type PersonId, personId, type RoomId } from '@invigil/contract/ids';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import { readKeys } from '@invigil/infra/all-in-one/keys';
import { keptWriters } from '@invigil/infra/bench-autosave/writers';
import { type RunningCluster, startCluster } from '@invigil/infra/cluster/cluster';
import { CandidateBot } from '@invigil/loadtest/bot/candidateBot';
import { plainSocketFrom } from '@invigil/loadtest/bot/plainSocket';
import { Fleet } from '@invigil/loadtest/fleet/fleet';
import { loadClips } from '@invigil/loadtest/frames/clip';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { signJoinToken } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { newDataDir } from '../cluster/openCluster.ts';
import { until } from '../support/until.ts';
import { MediaLine } from './mediaLine.ts';
import { SmallDisk } from './smallDisk.ts';
import { Wall } from './wall.ts';
import { Writers } from './writers.ts';

const hour = 60 * 60 * 1000;
const bindAddress = '127.0.0.1';

/** A cluster in which candidates publish and write, and one proctor watches all of them. */
export class ChaosStage {
  readonly cluster: RunningCluster;
  readonly fleet: Fleet;
  readonly wall: Wall;
  readonly writers: Writers;
  /** The data folder is a disk of its own, which can be filled; undefined without the right to make one. */
  readonly disk: SmallDisk | undefined;
  readonly media: MediaLine;
  readonly #dataDir: string;

  private constructor(parts: {
    cluster: RunningCluster;
    fleet: Fleet;
    wall: Wall;
    writers: Writers;
    disk: SmallDisk | undefined;
    media: MediaLine;
    dataDir: string;
  }) {
    this.cluster = parts.cluster;
    this.fleet = parts.fleet;
    this.wall = parts.wall;
    this.writers = parts.writers;
    this.disk = parts.disk;
    this.media = parts.media;
    this.#dataDir = parts.dataDir;
  }

  /** Resolves when every candidate is seen on the wall and saves. */
  static async open({ candidates, withDisk }: { candidates: number; withDisk: boolean }): Promise<ChaosStage> {
    const dataDir = await newDataDir();
    const disk = withDisk ? SmallDisk.mount(dataDir) : undefined;
    const nodes = { apis: 2, signalings: 2, medias: 2, port: 0, signalingPort: 0 };
    const cluster = await startCluster({ ...nodes, dataDir, demo: false, logLevel: 'warn' }).catch(
      async (error: unknown) => {
        await removeFolder(dataDir, disk);
        throw error;
      },
    );
    const media = new MediaLine();
    const fleet = new Fleet();
    try {
      const { rows, roomId } = await enrol(cluster, dataDir, candidates);
      await publish(fleet, { cluster, rows, media });
      const wall = await openWall(cluster, { dataDir, roomId });
      const writers = new Writers(cluster.url, rows);
      await until(() =>
        wall.flowing === rows.length ? undefined : `${wall.flowing} of ${rows.length} are on the wall`,
      );
      await writers.allSaved(performance.now(), 15_000);
      return new ChaosStage({ cluster, fleet, wall, writers, disk, media, dataDir });
    } catch (error) {
      for (const bot of fleet.bots) bot.stop();
      await media.close();
      await cluster.close();
      await removeFolder(dataDir, disk);
      throw error;
    }
  }

  /** Ends everything. @returns how many acknowledged saves are gone. */
  async close(): Promise<number> {
    try {
      return await this.writers.close();
    } finally {
      this.wall.close();
      for (const bot of this.fleet.bots) bot.stop();
      await this.media.close();
      await this.cluster.close();
      await removeFolder(this.#dataDir, this.disk);
    }
  }
}

async function removeFolder(dataDir: string, disk: SmallDisk | undefined): Promise<void> {
  disk?.unmount();
  await rm(dataDir, { recursive: true, force: true });
}

/** Every candidate goes live, over one line that can be cut. */
async function publish(
  fleet: Fleet,
  { cluster, rows, media }: { cluster: RunningCluster; rows: readonly BenchWriter[]; media: MediaLine },
): Promise<void> {
  const sources = await Promise.all(
    (['webcam', 'screen'] as const).map(async (source, index) => ({
      source,
      mid: String(index),
      clips: await loadClips(source, String(index)),
    })),
  );
  const waiting = [...rows.entries()];
  await fleet.prepare((events) => {
    const next = waiting.shift();
    if (!next) throw new Error('there are more bots than candidates');
    const [index, writer] = next;
    return new CandidateBot({
      name: `chaos${index}`,
      signalingUrl: '',
      token: '',
      getToken: () => candidateToken(cluster.url, writer),
      through: (transport) => media.through(transport),
      origin: cluster.url,
      bindAddress,
      sources,
      events,
    });
  }, rows.length);
  fleet.play('smallest');
  await fleet.join({ bots: rows.length, inFlight: 4 });
  const [failure] = fleet.failures;
  if (failure !== undefined) throw new Error(`a candidate did not come live: ${failure}`);
}

async function openWall(
  cluster: RunningCluster,
  { dataDir, roomId }: { dataDir: string; roomId: RoomId },
): Promise<Wall> {
  const { joinToken } = await readKeys(dataDir);
  const who = personId.parse(randomUUID());
  return new Wall({
    WebSocket: plainSocketFrom(cluster.url),
    getToken: () => proctorToken(cluster, joinToken.privateJwk, who, roomId),
  });
}

async function enrol(cluster: RunningCluster, dataDir: string, count: number) {
  const log = createLog({ name: 'chaos', level: 'silent' });
  const orm = openOrm({ databaseUrl: cluster.database.url, log });
  try {
    const rows = await keptWriters(orm, { file: join(dataDir, 'writers.json'), count, clock });
    const { id } = await orm.em.fork().findOneOrFail(Room, { name: 'A' });
    return { rows, roomId: id };
  } finally {
    await orm.close();
  }
}

async function candidateToken(url: string, { sittingId, cookie }: BenchWriter): Promise<JoinGrant> {
  const reply = await fetch(`${url}/api/sittings/${sittingId}/join-token`, {
    method: 'POST',
    headers: { cookie, origin: url, 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(5_000),
  });
  const body = (await reply.json()) as JoinGrant & ConstructorParameters<typeof AppError>[0];
  if (!reply.ok) throw new AppError(body);
  return body;
}

async function proctorToken(
  { signalingUrl }: RunningCluster,
  key: Parameters<typeof signJoinToken>[0],
  who: PersonId,
  roomId: RoomId,
): Promise<JoinGrant> {
  const endsAt = clock.now() + hour;
  const admitted = { role: 'proctor' as const, personId: who, rooms: [roomId], supervises: true, endsAt };
  const token = await signJoinToken(key, admitted, { clock });
  return { signalingUrl, token, expiresAt: new Date(clock.now() + 60_000).toISOString() };
}
