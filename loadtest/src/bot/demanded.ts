import type { NoteData } from '@invigil/contract/notes';
import { sourceProfiles } from '@invigil/contract/sources';
import type { VideoSource } from '../frames/clip.ts';

/** Which steps of a source somebody watches, as its sender is told. */
export type Demand = Pick<NoteData<'demand'>, 'tile' | 'focus'>;

export const noDemand: Demand = { tile: false, focus: false };

/**
 * Frames a second of each encoding of a source, lowest first, by what is watched, as a candidate's page sends them: 0 for
 * a step that nobody watches, and a pulse of the smallest while nobody watches any.
 */
export function demandedRates(source: VideoSource, demand: Demand): number[] {
  const { encodings, keepAliveFramerate } = sourceProfiles[source];
  const nobody = !demand.tile && !demand.focus;
  return encodings.map(({ step, maxFramerate }) => {
    if (demand[step]) return maxFramerate;
    return nobody && step === 'tile' ? keepAliveFramerate : 0;
  });
}
