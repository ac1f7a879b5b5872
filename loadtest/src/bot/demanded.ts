import type { NoteData } from '@invigil/contract/notes';
import { type Step, sourceProfiles } from '@invigil/contract/sources';
import type { VideoSource } from '../frames/clip.ts';

/** Which steps of a source somebody watches, as its sender is told. */
export type Demand = Pick<NoteData<'demand'>, 'tile' | 'focus'>;

export const noDemand: Demand = { tile: false, focus: false };

/**
 * What the one encoding of a source is now, by what is watched, as a candidate's page sends it: the highest step that
 * somebody watches, and a pulse of the smallest while nobody watches any.
 */
export function demandedNow(source: VideoSource, demand: Demand): { step: Step; framesPerSecond: number } {
  const { encodings, keepAliveFramerate } = sourceProfiles[source];
  const wanted: Step = demand.focus ? 'focus' : 'tile';
  const rate = encodings.find(({ step }) => step === wanted)?.maxFramerate ?? keepAliveFramerate;
  return { step: wanted, framesPerSecond: demand[wanted] ? rate : keepAliveFramerate };
}
