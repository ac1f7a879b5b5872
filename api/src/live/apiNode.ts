import {
  apiControl,
  apiNodeGroup,
  apiNodeLease,
  apiNodeLeaseMs,
  type Look,
  type MediaIncident,
} from '@invigil/contract/apiControl';
import { AppError } from '@invigil/contract/errors';
import type { PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { incidentKinds } from '@invigil/contract/incidentKinds';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable, Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Orm } from '../db/orm.ts';
import { recordIncidents } from '../incidents/recordIncidents.ts';
import { recordLooks } from '../looks/recordLooks.ts';
import { shareRoom } from '../proctoring/shareRoom.ts';
import { tellProctored } from '../proctoring/tellProctored.ts';
import { Sitting } from '../sittings/sitting.ts';
import { tellRoom } from './tellRoom.ts';

export interface ApiNodeParts {
  orm: Orm;
  cluster: Cluster;
  clock: Clock;
  log: Log;
}

/** The api as a node of the cluster: signaling finds it by its lease and has it write down what the media plane saw. */
export class ApiNode {
  readonly #parts: ApiNodeParts;
  #answered: Closable | undefined;
  #lease: Lease<object> | undefined;
  readonly #working = new Set<Promise<unknown>>();

  private constructor(parts: ApiNodeParts) {
    this.#parts = parts;
  }

  /** Answers before it can be found. @throws {AppError} unavailable when the cluster cannot be reached. */
  static async open(parts: ApiNodeParts): Promise<ApiNode> {
    const node = new ApiNode(parts);
    const { cluster } = parts;
    node.#answered = await cluster.answer(apiControl, {
      recordIncidents: ({ incidents }) => node.#tracked(node.#record(incidents)),
      recordLooks: ({ looks }) => node.#tracked(node.#recordLooks(looks)),
      shareRoom: (room) => node.#tracked(node.#share(room)),
    });
    try {
      node.#lease = await cluster.claim({
        group: apiNodeGroup,
        name: cluster.nodeId,
        schema: apiNodeLease,
        value: {},
        ttlMs: apiNodeLeaseMs,
      });
    } catch (error) {
      await node.close();
      throw error;
    }
    return node;
  }

  /** Is found no more, then answers no more, then finishes what is under way. Idempotent. */
  async close(): Promise<void> {
    try {
      await this.#lease?.release();
    } catch (err) {
      this.#parts.log.warn({ err }, 'could not give the lease of the api up; it runs out by itself');
    }
    await this.#answered?.close();
    await Promise.all(this.#working);
  }

  #tracked<R>(work: Promise<R>): Promise<R> {
    const settled: Promise<unknown> = work.catch(() => undefined).finally(() => this.#working.delete(settled));
    this.#working.add(settled);
    return work;
  }

  async #record(incidents: readonly MediaIncident[]): Promise<Record<string, never>> {
    const { orm, clock } = this.#parts;
    const em = orm.em.fork();
    const now = new Date(clock.now());
    const bySitting = Map.groupBy(incidents.filter(isOfMedia), ({ sittingId }) => sittingId);
    const sittings = await em.find(Sitting, { id: { $in: [...bySitting.keys()] } }, { populate: ['exam'] });
    for (const sitting of sittings) {
      const seen = (bySitting.get(sitting.id as SittingId) ?? []).map((one) => ({
        ...one,
        beganAt: new Date(one.beganAt),
        endedAt: one.endedAt === null ? null : new Date(one.endedAt),
      }));
      try {
        const told = await recordIncidents(em, sitting, { seen, reportedBy: 'media', now });
        await tellRoom(this.#parts, sitting.room.id, told);
      } catch (error) {
        // It is too late for this sitting alone, and will be however often it is tried.
        if (!(error instanceof AppError && error.code === 'sittingOver')) throw error;
      }
    }
    return {};
  }

  async #recordLooks(looks: readonly Look[]): Promise<Record<string, never>> {
    const { orm, clock } = this.#parts;
    const lookedAt = await recordLooks(orm.em.fork(), looks, new Date(clock.now()));
    for (const [roomId, sittingIds] of lookedAt) await tellProctored(this.#parts, roomId, sittingIds);
    return {};
  }

  async #share({ roomId, present }: { roomId: RoomId; present: PersonId[] }): Promise<Record<string, never>> {
    const changed = await shareRoom(this.#parts.orm.em.fork(), { roomId, present });
    await tellProctored(this.#parts, roomId, changed);
    return {};
  }
}

const isOfMedia = ({ kind }: MediaIncident): boolean => (incidentKinds[kind].by as readonly string[]).includes('media');
