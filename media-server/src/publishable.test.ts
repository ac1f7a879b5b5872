import { sources } from '@invigil/contract/sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPublishable } from './publishable.ts';

const codec = (mimeType: string) => ({ mimeType, payloadType: 96, clockRate: 90_000 });
const video = (encodings: { ssrc: number }[]) => ({ codecs: [codec('video/VP8')], encodings });

test('the kind must be that of the source', () => {
  const wrong = { trackId: 't', rtpParameters: video([{ ssrc: 1 }]) };
  expect(() => checkPublishable({ ...wrong, source: 'webcam', kind: 'audio' })).toThrow('invalid');
  expect(() => checkPublishable({ ...wrong, source: 'microphone', kind: 'video' })).toThrow('invalid');
});

test('codecs of another kind and more than one encoding are refused', () => {
  const asked = { trackId: 't', source: 'webcam', kind: 'video' } as const;
  expect(() => checkPublishable({ ...asked, rtpParameters: { codecs: [codec('audio/opus')] } })).toThrow(
    'mediaRefused',
  );
  const two = video([{ ssrc: 1 }, { ssrc: 2 }]);
  expect(() => checkPublishable({ ...asked, rtpParameters: two })).toThrow('mediaRefused');
  const audio = { codecs: [codec('audio/opus')], encodings: [{ ssrc: 1 }, { ssrc: 2 }] };
  expect(() => checkPublishable({ trackId: 't', source: 'microphone', kind: 'audio', rtpParameters: audio })).toThrow(
    'mediaRefused',
  );
});

test('a single encoding of the right kind may be published', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.integer({ min: 1, max: 0xffff_ffff }), (source, ssrc) => {
      const kind = source === 'microphone' ? 'audio' : 'video';
      const rtpParameters = { codecs: [codec(`${kind}/x`)], encodings: [{ ssrc }] };
      expect(() => checkPublishable({ trackId: 't', source, kind, rtpParameters })).not.toThrow();
    }),
  );
});
