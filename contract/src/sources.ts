import { z } from 'zod';

export const sources = ['webcam', 'microphone', 'screen'] as const;
export const source = z.enum(sources);
export type Source = z.infer<typeof source>;

/** What a proctor asks of a stream: small and slow for the wall, or sharp for one candidate. */
export const step = z.enum(['tile', 'focus']);
export type Step = z.infer<typeof step>;

/** What a sender's one encoding is at a step; `scaleResolutionDownBy` and bits per second as in `RTCRtpEncodingParameters`. */
export interface Encoding {
  step: Step;
  scaleResolutionDownBy: number;
  maxBitrate: number;
  maxFramerate: number;
}

export interface SourceProfile {
  kind: 'audio' | 'video';
  /** What the browser is asked to capture; the screen is never scaled at capture. */
  capture: { width?: number; height?: number; frameRate?: number };
  /** Preferred codecs, best first. */
  codecs: readonly string[];
  /** Lowest first; the sender is one of them at a time, the highest that somebody watches. Empty for audio. */
  encodings: readonly Encoding[];
  contentHint: '' | 'detail' | 'motion' | 'speech';
  /** Frames a second of the `tile` encoding while nobody watches: enough to know that the stream lives. */
  keepAliveFramerate: number;
}

export const sourceProfiles: Readonly<Record<Source, SourceProfile>> = {
  webcam: {
    kind: 'video',
    capture: { width: 640, height: 480, frameRate: 15 },
    codecs: ['video/VP8'],
    encodings: [
      { step: 'tile', scaleResolutionDownBy: 4, maxBitrate: 80_000, maxFramerate: 5 },
      { step: 'focus', scaleResolutionDownBy: 1, maxBitrate: 600_000, maxFramerate: 15 },
    ],
    contentHint: 'motion',
    keepAliveFramerate: 1,
  },
  screen: {
    kind: 'video',
    capture: { frameRate: 5 },
    // The text of a 1080p screen stays sharp within 150 kbit/s with AV1, where VP8 takes six times as much.
    codecs: ['video/AV1', 'video/VP8'],
    encodings: [
      { step: 'tile', scaleResolutionDownBy: 4, maxBitrate: 120_000, maxFramerate: 3 },
      // Room for what changes the whole screen at once; text that is written takes a hundredth of it.
      { step: 'focus', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 5 },
    ],
    contentHint: 'detail',
    keepAliveFramerate: 1,
  },
  microphone: {
    kind: 'audio',
    capture: {},
    codecs: ['audio/opus'],
    encodings: [],
    contentHint: 'speech',
    keepAliveFramerate: 0,
  },
};
