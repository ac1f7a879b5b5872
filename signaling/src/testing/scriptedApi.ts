import {
  type ApiCallData,
  apiControl,
  apiNodeGroup,
  apiNodeLease,
  type Look,
  type MediaIncident,
} from '@invigil/contract/apiControl';
import {
  type ConversationEntry,
  conversationEntry,
  conversationOf,
  roomConversationsOf,
} from '@invigil/contract/conversation';
import type { RoomId } from '@invigil/contract/ids';
import { incident, roomIncidentsOf } from '@invigil/contract/incidents';
import { type ProctoredSitting, proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Closable, Cluster, Lease } from '@invigil/server-kit/cluster/cluster';

/** The far side of the api's port: it keeps what it is told, and says what a test wants it to say. */
export class ScriptedApi {
  /** Everything that was told, in order. */
  readonly told: MediaIncident[] = [];
  readonly looks: Look[] = [];
  readonly shared: ApiCallData<'shareRoom'>[] = [];
  /** What the next calls do instead of answering. */
  readonly next: (() => Promise<void>)[] = [];
  readonly #cluster: Cluster;
  #answered: Closable | undefined;
  #lease: Lease<object> | undefined;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  static async create(cluster: Cluster): Promise<ScriptedApi> {
    const api = new ScriptedApi(cluster);
    api.#answered = await cluster.answer(apiControl, {
      recordIncidents: async ({ incidents }) => {
        await api.next.shift()?.();
        api.told.push(...incidents);
        return {};
      },
      recordLooks: async ({ looks }) => {
        await api.next.shift()?.();
        api.looks.push(...looks);
        return {};
      },
      shareRoom: async (shared) => {
        await api.next.shift()?.();
        api.shared.push(shared);
        return {};
      },
    });
    api.#lease = await cluster.claim({
      group: apiNodeGroup,
      name: cluster.nodeId,
      schema: apiNodeLease,
      value: {},
      ttlMs: 60_000,
    });
    return api;
  }

  /** What was told of one sitting, as kind and whether it has ended. */
  toldOf(sittingId: string): [MediaIncident['kind'], 'open' | 'ended'][] {
    const of = this.told.filter((one) => one.sittingId === sittingId);
    return of.map(({ kind, endedAt }) => [kind, endedAt === null ? 'open' : 'ended']);
  }

  decide(news: SittingNews): Promise<void> {
    return this.#cluster.publish(sittingNewsOf(news.sittingId), sittingNews, news);
  }

  tellRoom(roomId: Parameters<typeof roomIncidentsOf>[0], one: Parameters<typeof incident.parse>[0]): Promise<void> {
    return this.#cluster.publish(roomIncidentsOf(roomId), incident, incident.parse(one));
  }

  tellProctored(roomId: RoomId, sitting: ProctoredSitting): Promise<void> {
    return this.#cluster.publish(proctoredOf(roomId), proctoredSitting, sitting);
  }

  /** Tells the proctors of the room, and the candidate. */
  async tellConversation(roomId: RoomId, entry: ConversationEntry): Promise<void> {
    await this.#cluster.publish(roomConversationsOf(roomId), conversationEntry, entry);
    await this.#cluster.publish(conversationOf(entry.sittingId), conversationEntry, entry);
  }

  async close(): Promise<void> {
    await this.#lease?.release();
    await this.#answered?.close();
    await this.#cluster.close();
  }
}
