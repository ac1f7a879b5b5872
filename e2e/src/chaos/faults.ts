import { setTimeout as pause } from 'node:timers/promises';
import type { NodeProcess } from '@invigil/infra/cluster/nodeProcess';
import { processTree } from '@invigil/infra/cluster/processTree';
import { cpuMs } from '@invigil/loadtest/machine/counters';
import type { ChaosStage } from './chaosStage.ts';

export interface Fault {
  name: string;
  /** Of the 95th percentile of media gaps, in milliseconds; Infinity where nothing is promised. */
  goalMs: number;
  /** Hurts, waits as long as it lasts, and mends what does not mend itself. */
  strike(stage: ChaosStage, seconds: number): Promise<void>;
  /** Why it cannot be tried here. */
  skip?(stage: ChaosStage): string | undefined;
}

const workerGoalMs = 1_000;
const nodeGoalMs = 5_000;
const drainGoalMs = 500;
/** Where media does not pass through what is hurt, it goes on as if nothing had happened. */
const untouchedGoalMs = 1_000;
/** A stopped process goes on after so long, long after others had to notice. */
const stoppedMs = 15_000;
const fullMs = 10_000;
const cutMs = 10_000;
const lossShare = 0.05;

const killed =
  (pick: (stage: ChaosStage) => NodeProcess): Fault['strike'] =>
  async (stage) => {
    const node = pick(stage);
    node.signal('SIGKILL', { withChildren: true });
    await pause(stoppedMs);
    await node.start();
  };

const stopped =
  (pick: (stage: ChaosStage) => NodeProcess): Fault['strike'] =>
  async (stage) => {
    const node = pick(stage);
    node.signal('SIGSTOP', { withChildren: true });
    await pause(stoppedMs);
    node.signal('SIGCONT', { withChildren: true });
  };

const drained =
  (pick: (stage: ChaosStage) => NodeProcess): Fault['strike'] =>
  async (stage) => {
    const node = pick(stage);
    await node.end('SIGTERM');
    await node.start();
  };

const worker =
  (signal: 'SIGKILL' | 'SIGSTOP'): Fault['strike'] =>
  async (stage) => {
    process.kill(busiestWorker(stage), signal);
    await pause(stoppedMs);
  };

/** The one that carries most: hurting another would hurt nobody. */
const media = (stage: ChaosStage) => {
  const worker = busiestWorker(stage);
  return first(stage.cluster.medias.filter((node) => processTree(node.pid).includes(worker)));
};
const signaling = ({ cluster }: ChaosStage) => {
  const counts = cluster.fronts.signaling.connections();
  return first(cluster.signalings.toSorted((one, other) => (counts[other.name] ?? 0) - (counts[one.name] ?? 0)));
};
const api = ({ cluster }: ChaosStage) => first(cluster.apis);

/** Everything that happens to an Invigil, sooner or later. */
export const faults: readonly Fault[] = [
  { name: 'worker killed', goalMs: workerGoalMs, strike: worker('SIGKILL') },
  // Nobody can tell a stopped worker from a busy one before it has been silent for ten seconds.
  { name: 'worker stopped', goalMs: Number.POSITIVE_INFINITY, strike: worker('SIGSTOP') },
  { name: 'media killed', goalMs: nodeGoalMs, strike: killed(media) },
  { name: 'media stopped', goalMs: nodeGoalMs, strike: stopped(media) },
  { name: 'media drained', goalMs: drainGoalMs, strike: drained(media) },
  { name: 'signaling killed', goalMs: nodeGoalMs, strike: killed(signaling) },
  { name: 'signaling stopped', goalMs: nodeGoalMs, strike: stopped(signaling) },
  { name: 'signaling drained', goalMs: drainGoalMs, strike: drained(signaling) },
  { name: 'api killed', goalMs: untouchedGoalMs, strike: killed(api) },
  { name: 'api stopped', goalMs: untouchedGoalMs, strike: stopped(api) },
  {
    name: 'redis stopped',
    goalMs: untouchedGoalMs,
    strike: async ({ cluster }, seconds) => {
      cluster.redis.freeze();
      await pause(seconds * 1_000);
      cluster.redis.thaw();
    },
  },
  {
    name: 'redis crashed',
    goalMs: untouchedGoalMs,
    strike: async ({ cluster }, seconds) => {
      await cluster.redis.crash();
      await pause(seconds * 1_000);
      await cluster.redis.startAgain();
    },
  },
  {
    name: 'postgresql stopped',
    goalMs: untouchedGoalMs,
    strike: async ({ cluster }, seconds) => {
      cluster.database.signal('SIGSTOP');
      await pause(seconds * 1_000);
      cluster.database.signal('SIGCONT');
    },
  },
  {
    name: 'postgresql crashed',
    goalMs: untouchedGoalMs,
    strike: async ({ cluster }, seconds) => {
      await cluster.database.crash();
      await pause(seconds * 1_000);
      await cluster.database.start();
    },
  },
  {
    name: 'disk full',
    goalMs: untouchedGoalMs,
    skip: ({ disk }) => (disk ? undefined : 'this account may not mount a small disk; run it as root'),
    strike: async ({ disk, cluster }) => {
      disk?.fill();
      await pause(fullMs);
      disk?.free();
      // A database that could not write its log has ended, as it must; its supervisor starts it again.
      await cluster.database.end();
      await cluster.database.start();
    },
  },
  {
    name: 'udp cut',
    // Nothing can pass meanwhile; what counts is how soon after.
    goalMs: cutMs + 6_000,
    strike: async ({ media: line }) => {
      line.cut();
      await pause(cutMs);
      line.mend();
    },
  },
  {
    name: 'udp loss',
    goalMs: untouchedGoalMs,
    strike: async ({ media: line }, seconds) => {
      line.lose(lossShare);
      await pause(seconds * 1_000);
      line.mend();
    },
  },
  unmade(
    'clock jump',
    'the clock of one process cannot be moved without libfaketime, which the cluster does not start it with',
  ),
];

/** A fault that is named in the table and that nothing here can do yet. */
function unmade(name: string, why: string): Fault {
  return { name, goalMs: Number.POSITIVE_INFINITY, skip: () => why, strike: () => Promise.resolve() };
}

function first(nodes: readonly NodeProcess[]): NodeProcess {
  const [node] = nodes;
  if (!node) throw new Error('there is no such node');
  return node;
}

/** The worker that has worked most of those that live: the one with sittings. */
function busiestWorker({ cluster }: ChaosStage): number {
  const workers = cluster.medias.flatMap((node) => processTree(node.pid).slice(1));
  const [busiest] = workers.toSorted((one, other) => cpuMs(other) - cpuMs(one));
  if (busiest === undefined) throw new Error('there is no media worker');
  return busiest;
}
