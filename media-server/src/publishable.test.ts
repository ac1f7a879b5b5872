import { sources } from '@invigil/contract/sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { publishable } from './publishable.ts';

const codec = (mimeType: string) => ({ mimeType, payloadType: 96, clockRate: 90_000 });
const video = (encodings: { ssrc: number }[]) => ({ codecs: [codec('video/VP8')], encodings });

test('the kind must be that of the source', () => {
  const wrong = { trackId: 't', rtpParameters: video([{ ssrc: 1 }]) };
  expect(() => publishable({ ...wrong, source: 'webcam', kind: 'audio' })).toThrow('invalid');
  expect(() => publishable({ ...wrong, source: 'microphone', kind: 'video' })).toThrow('invalid');
});

test('codecs of another kind and more encodings than the source has steps are refused', () => {
  const asked = { trackId: 't', source: 'webcam', kind: 'video' } as const;
  expect(() => publishable({ ...asked, rtpParameters: { codecs: [codec('audio/opus')] } })).toThrow('mediaRefused');
  const three = video([{ ssrc: 1 }, { ssrc: 2 }, { ssrc: 3 }]);
  expect(() => publishable({ ...asked, rtpParameters: three })).toThrow('mediaRefused');
  const audio = { codecs: [codec('audio/opus')], encodings: [{ ssrc: 1 }, { ssrc: 2 }] };
  expect(() => publishable({ trackId: 't', source: 'microphone', kind: 'audio', rtpParameters: audio })).toThrow(
    'mediaRefused',
  );
});

test('encodings that may send a frame a second only are marked as sparse', () => {
  const two = video([{ ssrc: 1 }, { ssrc: 2 }]);
  const dtxOf = (source: 'webcam' | 'screen') =>
    publishable({ trackId: 't', source, kind: 'video', rtpParameters: two }).encodings?.map(({ dtx }) => dtx);
  expect(dtxOf('webcam')).toEqual([true, false]);
  expect(dtxOf('screen')).toEqual([true, true]);
});

test('a single encoding is published as it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.integer({ min: 1, max: 0xffff_ffff }), (source, ssrc) => {
      const kind = source === 'microphone' ? 'audio' : 'video';
      const rtpParameters = { codecs: [codec(`${kind}/x`)], encodings: [{ ssrc }] };
      expect(publishable({ trackId: 't', source, kind, rtpParameters })).toBe(rtpParameters);
    }),
  );
});
