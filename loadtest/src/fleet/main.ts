import { setTimeout as pause } from 'node:timers/promises';
import { answerParent } from '../machine/ipc.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import { botFactory } from './bots.ts';
import { Fleet } from './fleet.ts';
import { orders } from './orders.ts';
import { Strain } from './strain.ts';
import { awaitListening, warmUp } from './warmUp.ts';

/** A process that holds bots of one trial; a bench starts it, tells it what to do and ends it. */
const fleet = new Fleet();

answerParent(orders, {
  warmUp: async ({ target, bindAddress, bots }) => {
    await awaitListening(target.kind === 'janus' ? target.url : target.signalingUrl);
    return { srtpProfile: await warmUp(await botFactory(target, bindAddress, ['webcam']), bots) };
  },

  prepare: async ({ target, bindAddress, bots, sources, clips }) => {
    await fleet.prepare(await botFactory(target, bindAddress, sources, clips), bots);
    return {};
  },

  prepareAgain: async () => {
    await fleet.prepareAgain();
    return {};
  },

  join: async (order) => {
    const strain = Strain.start();
    const fromMs = monotonicMs();
    const joinMs = await fleet.join(order);
    return { joinMs, failures: fleet.failures, fromMs, toMs: monotonicMs(), ...strain.end() };
  },

  play: async ({ what }) => {
    fleet.play(what);
    return {};
  },

  strain: async ({ seconds }) => {
    const strain = Strain.start();
    await pause(seconds * 1_000);
    return strain.end();
  },

  burst: async ({ seconds }) => {
    const before = { packets: fleet.sentPackets, bytes: fleet.sentBytes };
    const strain = Strain.start();
    const startedAt = performance.now();
    fleet.play('everything');
    const { packetsPerSecond } = fleet;
    await pause(seconds * 1_000);
    fleet.play('nothing');
    const elapsed = (performance.now() - startedAt) / 1_000;
    return {
      seconds: elapsed,
      askedPackets: packetsPerSecond * elapsed,
      sentPackets: fleet.sentPackets - before.packets,
      sentBytes: fleet.sentBytes - before.bytes,
      ...strain.end(),
    };
  },

  counts: async () => ({ sentPackets: fleet.sentPackets, receivedPackets: fleet.receivedPackets }),

  told: async () => fleet.told,

  awaitLive: async ({ afterMs, deadlineMs }) => {
    const strain = Strain.start();
    const liveAtMs = await fleet.awaitLive(afterMs, deadlineMs);
    return { liveAtMs: liveAtMs.map((at) => at ?? null), failures: fleet.failures, ...strain.end() };
  },
});
