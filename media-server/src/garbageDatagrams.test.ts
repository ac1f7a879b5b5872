import { randomInt, randomUUID } from 'node:crypto';
import type { RtpCapabilities, RtpParameters } from '@invigil/contract/rtp';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import {
  bindingRequest,
  clientHello,
  mutated,
  nonsenseRtp,
  Sender,
  sealedRtcp,
  sealedRtp,
} from '../testkit/datagrams.ts';
import { nearlyRightRtpParameters } from '../testkit/garbage.ts';
import type { MediaNode } from '../testkit/mediaNode.ts';
import { neighbourOf } from '../testkit/neighbour.ts';
import { absentDtls, randomSsrc } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';

const datagrams = 5_000;
const runs = Number(process.env.GARBAGE_RUNS ?? 150);

/** Sends many, with a breath now and then so that the worker reads them rather than its socket dropping them. */
async function flood(sender: Sender, count: number, next: () => Buffer): Promise<void> {
  for (let sent = 0; sent < count; sent++) await sender.send(next());
}

const extensions: RtpParameters['headerExtensions'] = [
  { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 2 },
  { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 3 },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', id: 4 },
  { uri: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension', id: 5 },
  { uri: 'urn:3gpp:video-orientation', id: 6 },
];

const anyOf = <T>(...choices: T[]): T => choices[randomInt(choices.length)] as T;

async function stranger(node: MediaNode) {
  const { sendTransport } = await node.place();
  const sender = new Sender(sendTransport);
  onTestFinished(() => sender.close());
  return { sendTransport, sender };
}

test('mutated datagrams from a stranger do no harm', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  const { sendTransport, sender } = await stranger(node);
  await flood(sender, datagrams, () =>
    mutated(anyOf(bindingRequest(sendTransport), clientHello(), sealedRtp(neighbour.ssrc), sealedRtcp())),
  );
  await neighbour.goesOn();
});

test('mutated datagrams from somebody whose ICE is accepted do no harm, before and in the middle of DTLS', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  for (let round = 0; round < 5; round++) {
    const { sendTransport, sender } = await stranger(node);
    const answered = sender.answer();
    await sender.send(bindingRequest(sendTransport));
    expect((await answered).readUInt16BE(0)).toBe(0x0101);
    const { transportId } = sendTransport;
    await node.call('start', { transportId, dtlsParameters: await absentDtls(), streams: [] });
    const handshaking = sender.answer();
    await sender.send(clientHello());
    await Promise.race([handshaking, flood(sender, 100, () => mutated(clientHello()))]);
    await flood(sender, datagrams / 5, () =>
      mutated(
        anyOf(clientHello(), clientHello(), sealedRtp(neighbour.ssrc), sealedRtcp(), bindingRequest(sendTransport)),
      ),
    );
  }
  await neighbour.goesOn();
});

test('a publisher whose packets are nonsense inside does no harm, whatever the codec', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  const { codecs = [] } = (await node.call('capabilities', {})).routerRtpCapabilities;
  for (const codec of codecs.filter(({ mimeType }) => mimeType !== 'video/rtx')) {
    const { bot, workerId, streams, ssrcs } = await publishCodec(node, codec);
    const { streamId } = only(streams);
    const watched = await node.watch(workerId, [{ streamId, step: 'focus' }], { capabilities: { codecs } });
    await node.call('resumeWatch', { watchIds: watched.watchIds });
    for (let seq = 1; seq <= 400; seq++) bot.send(nonsenseRtp({ ssrc: anyOf(...ssrcs), seq }));
    await node.event('streamLink', ({ stream }) => stream.streamId === streamId);
  }
  await neighbour.goesOn();
});

test('a publisher with nearly right parameters and packets does no harm', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  const { bot, transportId } = await node.publish([]);
  let accepted = 0;
  for (const rtpParameters of fc.sample(nearlyRightRtpParameters, runs)) {
    const stream = { trackId: randomUUID(), source: 'screen', kind: 'video', rtpParameters } as const;
    const published = await node.call('publish', { transportId, stream }).catch(() => undefined);
    if (!published) continue;
    accepted += 1;
    const { streamId } = published;
    const { codecs = [] } = (await node.call('capabilities', {})).routerRtpCapabilities;
    const watched = await node.watch(neighbour.workerId, [{ streamId, step: 'focus' }], { capabilities: { codecs } });
    if (watched.watchIds.length > 0) await node.call('resumeWatch', { watchIds: watched.watchIds });
    const ssrcs = rtpParameters.encodings?.flatMap(({ ssrc, rtx }) => [ssrc ?? 7, rtx?.ssrc ?? 8]) ?? [9];
    const types = rtpParameters.codecs.map(({ payloadType }) => payloadType);
    for (let seq = 1; seq <= 40; seq++)
      bot.send(nonsenseRtp({ ssrc: anyOf(...ssrcs, randomSsrc()), seq, payloadType: anyOf(...types) }));
    await node.call('unpublish', { streamId });
  }
  expect(accepted).toBeGreaterThan(runs / 10);
  await neighbour.goesOn();
});

/** Publishes a codec with as many layers as one encoding of it may have. */
async function publishCodec(node: MediaNode, codec: NonNullable<RtpCapabilities['codecs']>[number]) {
  const { kind, mimeType, clockRate, channels, parameters } = codec;
  const ssrcs = [randomSsrc()];
  const scalabilityMode = kind === 'audio' ? undefined : /VP8|H264/.test(mimeType) ? 'L1T3' : 'L2T3';
  const rtcpFeedback = kind === 'audio' ? [] : [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  const rtpParameters: RtpParameters = {
    codecs: [{ mimeType, payloadType: 96, clockRate, channels, parameters, rtcpFeedback }],
    headerExtensions: extensions,
    encodings: ssrcs.map((ssrc) => ({ ssrc, scalabilityMode })),
  };
  const source = kind === 'audio' ? 'microphone' : 'screen';
  return { ssrcs, ...(await node.publish([{ trackId: randomUUID(), source, kind, rtpParameters }])) };
}
