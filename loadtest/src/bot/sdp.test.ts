import { dtlsParameters, rtpParameters } from '@invigil/contract/rtp';
import { streamToPublish } from '@invigil/contract/signals';
import { transportOptions } from '@invigil/contract/transports';
import { describe, expect, test } from 'vitest';
import { attributesOf, type MediaSection, rtpParametersOf } from './mediaSection.ts';
import { answerOf, dtlsParametersOf, offerToSend, splitCandidates } from './sdp.ts';

const hash = Array.from({ length: 32 }, () => 'AB').join(':');
const section: MediaSection = {
  source: 'webcam',
  mid: '0',
  ssrc: 1_001,
  cname: 'bot0',
};
const offer = [
  'v=0',
  `a=fingerprint:sha-256 ${hash}`,
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=ssrc:1001 cname:bot0',
  'a=rtcp-fb:96 nack',
  'a=rtcp-fb:96 goog-remb',
  'a=candidate:1 1 UDP 1 10.0.0.2 5000 typ host',
  'a=end-of-candidates',
  '',
].join('\r\n');
const transport = transportOptions.parse({
  transportId: '0195fd9f-b8d3-7bb4-b0ab-6f9f0a6f2c11',
  iceParameters: { usernameFragment: 'fragment', password: 'password', iceLite: true },
  iceCandidates: [
    { foundation: 'u', priority: 7, ip: '10.0.0.1', address: '10.0.0.1', protocol: 'udp', port: 4_444, type: 'host' },
    {
      foundation: 't',
      priority: 6,
      ip: '10.0.0.1',
      address: '10.0.0.1',
      protocol: 'tcp',
      port: 4_444,
      type: 'host',
      tcpType: 'passive',
    },
  ],
  dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: hash }] },
});

describe('the RTP parameters of a section', () => {
  test('are what the contract takes, with one encoding', () => {
    const parameters = rtpParametersOf(section);
    expect(rtpParameters.parse(parameters)).toEqual(parameters);
    expect(parameters.encodings).toEqual([{ ssrc: 1_001 }]);
    expect(
      streamToPublish.safeParse({ trackId: 't', source: 'webcam', kind: 'video', rtpParameters: parameters }).success,
    ).toBe(true);
  });

  test('ask for the same feedback and header extensions as the offer does', () => {
    const parameters = rtpParametersOf(section);
    const lines = attributesOf().join('\n');
    for (const { uri, id } of parameters.headerExtensions ?? []) expect(lines).toContain(`a=extmap:${id} ${uri}`);
    expect(parameters.codecs[0]?.rtcpFeedback).toEqual([
      { type: 'nack' },
      { type: 'nack', parameter: 'pli' },
      { type: 'ccm', parameter: 'fir' },
      { type: 'transport-cc' },
    ]);
    expect(lines).toContain('a=rtcp-fb:96 transport-cc');
  });
});

describe('an offer', () => {
  test('gives the DTLS parameters of a client, and none without a SHA-256 fingerprint', () => {
    const parameters = dtlsParametersOf(offer);
    expect(dtlsParameters.parse(parameters)).toEqual({
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: hash }],
    });
    expect(() => dtlsParametersOf('v=0\r\n')).toThrow('no SHA-256 fingerprint');
  });

  test('is sent without candidates and without the feedback our server is not asked for', () => {
    const sent = offerToSend(offer);
    expect(sent).not.toContain('candidate');
    expect(sent).not.toContain('goog-remb');
    expect(sent).toContain('a=rtcp-fb:96 nack\r\n');
    expect(sent.endsWith('a=rtcp-fb:96 nack\r\n')).toBe(true);
  });
});

describe('the answer of our server', () => {
  const answer = answerOf(transport, [section, { ...section, source: 'screen', mid: '1' }]).split('\r\n');

  test('bundles all sections and takes the passive part of DTLS', () => {
    expect(answer).toContain('a=group:BUNDLE 0 1');
    expect(answer.filter((line) => line === 'a=setup:passive')).toHaveLength(2);
    expect(answer).toContain(`a=fingerprint:sha-256 ${hash}`);
    expect(answer).toContain('a=ice-ufrag:fragment');
  });

  test('has the UDP candidates only', () => {
    expect(answer.filter((line) => line.startsWith('a=candidate:'))).toEqual(
      Array.from({ length: 2 }, () => 'a=candidate:u 1 UDP 7 10.0.0.1 4444 typ host'),
    );
  });

  test('can be told without its candidates first', () => {
    const { description, candidates } = splitCandidates(answer.join('\r\n'));
    expect(candidates).toEqual(['a=candidate:u 1 UDP 7 10.0.0.1 4444 typ host']);
    expect(description).not.toContain('candidate');
    expect(description.split('\r\n')).toHaveLength(answer.length - 4);
  });
});
