import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { bindingRequest, Sender } from '../testkit/datagrams.ts';
import { hostileDatagram } from '../testkit/hostileDatagrams.ts';
import { neighbourOf } from '../testkit/neighbour.ts';
import { PublisherBot, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { Seeded } from '../testkit/seeded.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { UdpRelay } from '../testkit/udpRelay.ts';

/** Datagrams in all; `npm run security` sends many more. */
const datagrams = Number(process.env.FUZZ_DATAGRAMS ?? 12_000);
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** After each so many, the neighbour's media must have gone on. */
const between = 2_000;
/** Rather less than a transport, a stream or a fragment kept for each datagram would take. Bytes. */
const mostGrowth = 24 * 1024 * 1024 + datagrams * 16;
const longestMs = 30_000 + datagrams / 2;

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

test(
  `ASVS 17.2.4 malformed STUN, DTLS, SRTP and RTCP neither kill nor swell a worker, nor stop others (seed ${seed})`,
  async () => {
    const seeded = new Seeded(seed);
    const node = await startNode();
    const neighbour = await neighbourOf(node);
    const { pid } = only(node.server.workers());

    // Three senders: a stranger, one whose ICE is accepted, and one in the middle of a connection that carries media.
    const { sendTransport } = await node.place();
    const stranger = new Sender(sendTransport);
    const admitted = new Sender(sendTransport);
    await admitted.send(bindingRequest(sendTransport));
    const placed = await node.place();
    const relay = await UdpRelay.before(placed.sendTransport);
    const bot = await PublisherBot.create();
    onTestFinished(() => {
      for (const one of [stranger, admitted, bot, relay]) one.close();
    });
    const ssrc = randomSsrc();
    bot.connect(relay.tell(placed.sendTransport));
    const { transportId } = placed.sendTransport;
    await node.call('start', {
      transportId,
      dtlsParameters: bot.dtlsParameters,
      streams: [videoTrack('webcam', ssrc)],
    });
    await bot.opened;

    const before = residentBytes(pid);
    for (let sent = 0; sent < datagrams; sent++) {
      const dice = seeded.below(3);
      const known = { transport: dice === 2 ? placed.sendTransport : sendTransport, ssrc };
      const datagram = hostileDatagram(seeded, known);
      if (dice === 0) await stranger.send(datagram);
      else if (dice === 1) await admitted.send(datagram);
      else relay.inject(datagram);
      if (sent % between === between - 1) await neighbour.goesOn();
    }
    await neighbour.goesOn();
    expect(residentBytes(pid) - before).toBeLessThan(mostGrowth);
  },
  longestMs,
);
