import { z } from 'zod';
import type { Step } from './sources.ts';

/** What a candidate's page sends, from everything to nothing, as its line bears less and less. */
export const ladderSteps = ['full', 'fewerFrames', 'tileOnly', 'stills', 'localBuffer'] as const;
export const ladderStep = z.enum(ladderSteps);
export type LadderStep = z.infer<typeof ladderStep>;

/** What is sent at one step of the ladder. */
export interface LadderSends {
  /** The video steps that flow when somebody watches them; with none, no video flows. */
  video: readonly Step[];
  /** The share of each step's ordinary frames a second. */
  frameShare: number;
  audio: boolean;
  /** Pictures one by one instead of video, so far apart at the least; null for none. Milliseconds. */
  stillEveryMs: number | null;
  /** Whether pictures are kept at the candidate's and sent later, because nothing can be sent. */
  keepsStills: boolean;
}

export const ladder: Readonly<Record<LadderStep, LadderSends>> = {
  full: { video: ['tile', 'focus'], frameShare: 1, audio: true, stillEveryMs: null, keepsStills: false },
  fewerFrames: { video: ['tile', 'focus'], frameShare: 0.5, audio: true, stillEveryMs: null, keepsStills: false },
  tileOnly: { video: ['tile'], frameShare: 0.5, audio: true, stillEveryMs: null, keepsStills: false },
  stills: { video: [], frameShare: 0, audio: false, stillEveryMs: 10_000, keepsStills: false },
  localBuffer: { video: [], frameShare: 0, audio: false, stillEveryMs: 10_000, keepsStills: true },
};
