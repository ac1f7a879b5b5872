import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { InvigilServer } from '../invigil/invigilServer.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import { loopback } from '../machine/place.ts';
import { Fleets, partsOf, sharesOf } from './fleets.ts';

const bots = 5;
/** Five processes start, and share the machine with other tests. */
const longestMs = 90_000;

async function allReported(fleet: Fleets): Promise<{ sentPackets: number; receivedPackets: number }> {
  for (;;) {
    const counts = await fleet.counts();
    if (counts.receivedPackets === counts.sentPackets) return counts;
    await pause(100);
  }
}

test(
  'bots publish to a real server, every packet arrives, and all publish again when the worker is killed',
  async () => {
    const server = await InvigilServer.create({ place: loopback, core: 0, bots: bots + 1 });
    onTestFinished(() => server.close());
    const fleet = await Fleets.create(loopback, 0);
    onTestFinished(() => fleet.close());
    if (server.target.kind !== 'invigil') throw new Error('our server is not Janus');
    const [first = '', ...tokens] = server.target.tokens;

    const warm = { ...server.target, tokens: [first] };
    expect(await fleet.warmUp(warm, 1)).toEqual({
      srtpProfile: 'SRTP_AEAD_AES_256_GCM',
    });

    const target = { ...server.target, tokens };
    await fleet.prepare(target, bots, ['webcam', 'screen']);
    const joined = await fleet.join({ bots, inFlight: 2 });
    expect(joined.failures).toEqual([]);
    expect(joined.joinMs).toHaveLength(bots);

    const burst = await fleet.burst(1);
    expect(burst.sentPackets).toBeGreaterThan(bots * 100);
    const { receivedPackets } = await allReported(fleet);
    expect(receivedPackets).toBeGreaterThanOrEqual(burst.sentPackets);

    await fleet.play('everything');
    const killedAtMs = monotonicMs();
    process.kill(server.workerPid, 'SIGKILL');
    const back = await fleet.awaitLive(killedAtMs, killedAtMs + 15_000);
    expect(back.failures).toEqual([]);
    expect(back.liveAtMs).not.toContain(null);
  },
  longestMs,
);

test('bots, tokens and rooms are shared out evenly and none is given twice', () => {
  expect(sharesOf(10, 4)).toEqual([3, 3, 2, 2]);
  const ours = {
    kind: 'invigil' as const,
    signalingUrl: 'ws://127.0.0.1:1/live',
    tokens: ['a', 'b', 'c', 'd', 'spare'],
  };
  expect(
    partsOf(ours, 4, 3).map(({ target, bots: share }) => [share, target.kind === 'invigil' && target.tokens]),
  ).toEqual([
    [2, ['a', 'b']],
    [1, ['c']],
    [1, ['d']],
  ]);
  const janus = { kind: 'janus' as const, url: 'ws://127.0.0.1:1', firstRoom: 1_000 };
  expect(partsOf(janus, 3, 4).map(({ target }) => target.kind === 'janus' && target.firstRoom)).toEqual([
    1_000, 1_001, 1_002,
  ]);
});
