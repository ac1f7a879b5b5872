import { randomUUID } from 'node:crypto';
import { clusterSuite } from './cluster.suite.ts';
import { LocalHub } from './local.ts';

clusterSuite('one process', async () => {
  let ahead = 0;
  const hub = new LocalHub({ clock: { now: () => Date.now() + ahead } });
  return {
    join: (nodeId, log) => hub.join(nodeId, { log }),
    dieHolding: async (lease) => {
      // What a dead node leaves behind: a lease that nobody renews.
      hub.leases.hold({ ...lease, owner: randomUUID(), text: '{"nodeId":"dead","value":{"load":0}}' });
    },
    expire: async ({ ttlMs }) => {
      ahead += ttlMs;
    },
    close: async () => {},
  };
});
