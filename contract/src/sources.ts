import { z } from 'zod';

export const sources = ['webcam', 'microphone', 'screen'] as const;
export const source = z.enum(sources);
export type Source = z.infer<typeof source>;

/** What a proctor asks of a stream: small and slow for the wall, or sharp for one candidate. */
export const step = z.enum(['tile', 'focus']);
export type Step = z.infer<typeof step>;

/** One quality of the sender; `scaleResolutionDownBy` and bits per second as in `RTCRtpEncodingParameters`. */
export interface Encoding {
  step: Step;
  rid: string;
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
  /** Lowest first. Empty for audio. */
  encodings: readonly Encoding[];
  /**
   * `simulcast` sends each encoding beside the others, and its index is mediasoup's spatial layer. `oneAtATime` sends a single
   * stream that is whichever of them is wanted most, for codecs that mediasoup does not take as simulcast.
   */
  layering: 'simulcast' | 'oneAtATime';
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
      { step: 'tile', rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 80_000, maxFramerate: 5 },
      { step: 'focus', rid: 'r1', scaleResolutionDownBy: 1, maxBitrate: 600_000, maxFramerate: 15 },
    ],
    layering: 'simulcast',
    contentHint: 'motion',
    keepAliveFramerate: 1,
  },
  screen: {
    kind: 'video',
    capture: { frameRate: 5 },
    // The text of a 1080p screen stays sharp within 150 kbit/s with AV1, where VP8 takes six times as much.
    codecs: ['video/AV1', 'video/VP8'],
    encodings: [
      { step: 'tile', rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 120_000, maxFramerate: 3 },
      // Room for what changes the whole screen at once; text that is written takes a hundredth of it.
      { step: 'focus', rid: 'r1', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 5 },
    ],
    layering: 'oneAtATime',
    contentHint: 'detail',
    keepAliveFramerate: 1,
  },
  microphone: {
    kind: 'audio',
    capture: {},
    codecs: ['audio/opus'],
    encodings: [],
    layering: 'simulcast',
    contentHint: 'speech',
    keepAliveFramerate: 0,
  },
};

/** The spatial layer that carries a step of a source. Audio has one layer, 0. */
export function spatialLayerOf(of: Source, wanted: Step): number {
  return Math.max(
    0,
    sourceProfiles[of].encodings.findIndex((encoding) => encoding.step === wanted),
  );
}
