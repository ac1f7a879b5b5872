import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import nodeDataChannel from 'node-datachannel';
import { monotonicMs } from '../machine/monotonic.ts';
import type { BotFactory } from './bots.ts';
import { Fleet } from './fleet.ts';

const listenTimeoutMs = 10_000;
const retryMs = 50;
const inFlight = 10;

/** Resolves once something accepts connections at the address of `url`. Rejects after 10 s. */
export async function awaitListening(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const deadlineMs = monotonicMs() + listenTimeoutMs;
  for (;;) {
    const socket = connect({ host: hostname, port: Number(port) });
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (monotonicMs() > deadlineMs) throw error;
    } finally {
      socket.destroy();
    }
    await pause(retryMs);
  }
}

/**
 * Joins with some bots and leaves again, so that neither side meets its first join in the measurement.
 * @returns the SRTP suite that was agreed on, which libdatachannel only logs.
 * @throws {Error} when a bot did not come live, or the suite was not told.
 */
export async function warmUp(factory: BotFactory, bots: number): Promise<string> {
  let profile: string | undefined;
  nodeDataChannel.initLogger('Debug', (_level, line) => {
    profile ??= /SRTP profile is:? (\w+)/.exec(line)?.[1];
  });
  const first = new Fleet();
  await first.prepare(factory, 1);
  await first.join({ bots: 1, inFlight: 1 });
  nodeDataChannel.initLogger('Error', (_level, line) => console.error(line));
  const others = new Fleet();
  await others.prepare(factory, bots - 1);
  await others.join({ bots, inFlight });
  for (const bot of [...first.bots, ...others.bots]) bot.stop();
  const [failure] = [...first.failures, ...others.failures];
  if (failure !== undefined) throw new Error(`bots cannot join: ${failure}`);
  if (!profile) throw new Error('libdatachannel did not log the SRTP profile');
  return profile;
}
