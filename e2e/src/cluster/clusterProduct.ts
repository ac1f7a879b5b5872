import type { RunningCluster } from '@invigil/infra/cluster/cluster';
import type { NodeProcess } from '@invigil/infra/cluster/nodeProcess';
import { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';
import { TcpProxy } from '@invigil/loadtest/impairment/tcpProxy';
import { workerOfUdpPort } from '../support/mediaWorkers.ts';
import { freePorts } from '../support/ports.ts';
import type { Product } from '../support/product.ts';
import { openCluster } from './openCluster.ts';

/** The product as separate processes: two api, two signaling and two media nodes over a Redis and a PostgreSQL. */
export class ClusterProduct implements Product {
  readonly cluster: RunningCluster;
  readonly signalingLine: ImpairedLine;
  readonly signalingPort: number;
  readonly #closeCluster: () => Promise<void>;

  private constructor(parts: {
    cluster: RunningCluster;
    signalingLine: ImpairedLine;
    signalingPort: number;
    closeCluster: () => Promise<void>;
  }) {
    this.cluster = parts.cluster;
    this.signalingLine = parts.signalingLine;
    this.signalingPort = parts.signalingPort;
    this.#closeCluster = parts.closeCluster;
  }

  static async start(settings: Record<string, string> = {}): Promise<ClusterProduct> {
    const [front = 0, line = 0] = await freePorts(2);
    const signalingLine = new ImpairedLine();
    await TcpProxy.create(signalingLine, { port: line, targetPort: front });
    try {
      const signalingUrl = `ws://127.0.0.1:${line}/live`;
      const { cluster, close } = await openCluster({ signalingPort: front, signalingUrl, settings });
      return new ClusterProduct({ cluster, signalingLine, signalingPort: line, closeCluster: close });
    } catch (error) {
      await signalingLine.close();
      throw error;
    }
  }

  get url(): string {
    return this.cluster.url;
  }

  async crash(): Promise<void> {
    const nodes = this.#nodes();
    for (const node of nodes) node.signal('SIGKILL', { withChildren: true });
    await Promise.all(nodes.map((node) => node.end('SIGKILL')));
    await this.cluster.redis.crash();
    await this.cluster.database.crash();
  }

  async startAgain(): Promise<void> {
    const { redis, database, medias, signalings, apis } = this.cluster;
    await Promise.all([redis.startAgain(), database.start()]);
    // Signaling is ready once a media node is, and the api once everybody can be reached.
    for (const kind of [medias, signalings, apis]) await Promise.all(kind.map((node) => node.start()));
  }

  workerOf(udpPort: number): number {
    return workerOfUdpPort(process.pid, udpPort);
  }

  /** Summed over all nodes. */
  async metric(name: string): Promise<number> {
    const values = await Promise.all(this.#nodes().map((node) => node.metric(name)));
    return values.reduce((sum, value) => sum + value, 0);
  }

  async stop(): Promise<void> {
    await this.signalingLine.close();
    await this.#closeCluster();
  }

  #nodes(): NodeProcess[] {
    const { medias, signalings, apis } = this.cluster;
    return [...apis, ...signalings, ...medias];
  }
}
