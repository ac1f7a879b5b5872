import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { InvigilServer } from '../invigil/invigilServer.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import { loopback } from '../machine/place.ts';
import { FleetProcess } from './fleetProcess.ts';

const bots = 3;

async function allReported(fleet: FleetProcess): Promise<{ sentPackets: number; receivedPackets: number }> {
  for (;;) {
    const counts = await fleet.order('counts', {});
    if (counts.receivedPackets === counts.sentPackets) return counts;
    await pause(100);
  }
}

test('bots publish to a real server, every packet arrives, and all publish again when the worker is killed', async () => {
  const server = await InvigilServer.create({ place: loopback, core: 0, bots: bots + 1 });
  onTestFinished(() => server.close());
  const fleet = await FleetProcess.create(loopback, 0);
  onTestFinished(() => fleet.close());
  if (server.target.kind !== 'invigil') throw new Error('our server is not Janus');
  const [first = '', ...tokens] = server.target.tokens;
  const bindAddress = loopback.address;

  const warm = { ...server.target, tokens: [first] };
  expect(await fleet.order('warmUp', { target: warm, bindAddress, bots: 1 })).toEqual({
    srtpProfile: 'SRTP_AEAD_AES_256_GCM',
  });

  const target = { ...server.target, tokens };
  const joined = await fleet.order('join', { target, bindAddress, bots, inFlight: 2, sources: ['webcam', 'screen'] });
  expect(joined.failures).toEqual([]);
  expect(joined.joinMs).toHaveLength(bots);

  const burst = await fleet.order('burst', { seconds: 1 });
  expect(burst.sentPackets).toBeGreaterThan(bots * 100);
  const { receivedPackets } = await allReported(fleet);
  expect(receivedPackets).toBeGreaterThanOrEqual(burst.sentPackets);

  await fleet.order('play', { what: 'everything' });
  const killedAtMs = monotonicMs();
  process.kill(server.workerPid, 'SIGKILL');
  const back = await fleet.order('awaitLive', { afterMs: killedAtMs, deadlineMs: killedAtMs + 15_000 });
  expect(back.failures).toEqual([]);
  expect(back.liveAtMs).not.toContain(null);
});
