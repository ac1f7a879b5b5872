import {
  type DtlsParameters,
  type RtpCapabilities,
  type RtpParameters,
  rtpCapabilities,
  rtpParameters,
} from '@invigil/contract/rtp';
import { type TransportOptions, transportOptions } from '@invigil/contract/transports';
import type { types } from 'mediasoup';
import { expect, expectTypeOf, test } from 'vitest';
import { randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';

test('what the contract lets in has the types mediasoup takes, and what mediasoup gives has those of the contract', () => {
  expectTypeOf<RtpParameters>().toExtend<types.RtpParameters>();
  expectTypeOf<RtpCapabilities>().toExtend<types.RtpCapabilities>();
  expectTypeOf<DtlsParameters>().toExtend<types.DtlsParameters>();
  expectTypeOf<types.IceParameters>().toExtend<TransportOptions['iceParameters']>();
  expectTypeOf<types.IceCandidate[]>().toExtend<TransportOptions['iceCandidates']>();
  expectTypeOf<types.DtlsParameters>().toExtend<TransportOptions['dtlsParameters']>();
});

test('what mediasoup gives passes the schemas of the contract', async () => {
  const node = await startNode();
  const { routerRtpCapabilities } = await node.call('capabilities', {});
  expect(rtpCapabilities.parse(routerRtpCapabilities)).toEqual(routerRtpCapabilities);
  const codecs = routerRtpCapabilities.codecs?.map(({ mimeType }) => mimeType.toLowerCase());
  expect(codecs).toEqual(expect.arrayContaining(['audio/opus', 'video/vp8', 'video/rtx']));
  const published = await node.publish([videoTrack('webcam', randomSsrc())]);
  expect(transportOptions.parse(published.sendTransport)).toEqual(published.sendTransport);
  const { streamId } = only(published.streams);
  const { watches } = await node.watch(published.workerId, [{ streamId, step: 'tile' }], {
    capabilities: routerRtpCapabilities,
  });
  const parameters = only(watches).rtpParameters;
  expect(rtpParameters.parse(parameters)).toEqual(parameters);
});

test('browsers are offered no header extension that does not carry its weight', async () => {
  const node = await startNode();
  const { routerRtpCapabilities } = await node.call('capabilities', {});
  const offered = new Set(routerRtpCapabilities.headerExtensions?.map(({ uri }) => uri));
  expect([...offered].some((uri) => uri.includes('transport-wide-cc'))).toBe(true);
  for (const heavy of ['urn:3gpp:video-orientation', 'urn:ietf:params:rtp-hdrext:toffset'] as const)
    expect(offered.has(heavy)).toBe(false);
});
