import {
  type ApiCallData,
  type ApiCallName,
  apiControl,
  apiNodeGroup,
  apiNodeLease,
} from '@invigil/contract/apiControl';
import { AppError } from '@invigil/contract/errors';
import type { NodeId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

const callTimeoutMs = 4_000;

/** The api nodes of the cluster, any of which takes a call. */
export class ApiNodes {
  readonly #cluster: Cluster;
  readonly #log: Log;
  readonly #random: () => number;

  constructor({ cluster, log, random = Math.random }: { cluster: Cluster; log: Log; random?: () => number }) {
    this.#cluster = cluster;
    this.#log = log;
    this.#random = random;
  }

  /** Asks one after the other. @throws {AppError} invalid when a node refuses it, unavailable when none takes it. */
  async call<N extends ApiCallName>(name: N, data: ApiCallData<N>): Promise<void> {
    for (const nodeId of await this.#nodes()) {
      try {
        await this.#cluster.call(nodeId, apiControl, name, data, { timeoutMs: callTimeoutMs });
        return;
      } catch (err) {
        // However often it is asked, it will not be taken.
        if (err instanceof AppError && err.code === 'invalid') throw err;
        this.#log.warn({ err, apiNodeId: nodeId, call: name }, 'an api node did not take a call');
      }
    }
    throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
  }

  /** Every api node, beginning with any. */
  async #nodes(): Promise<NodeId[]> {
    const nodes = (await this.#cluster.list(apiNodeGroup, apiNodeLease)).map(({ nodeId }) => nodeId);
    const first = Math.floor(this.#random() * nodes.length);
    return [...nodes.slice(first), ...nodes.slice(0, first)];
  }
}
