import type { NoteData } from '@invigil/contract/notes';
import { type Source, sourceProfiles } from '@invigil/contract/sources';

export type Demand = Pick<NoteData<'demand'>, 'tile' | 'focus' | 'watchers'>;

/** Until signaling says otherwise nobody watches: a stream starts at its keep-alive step. */
export const noDemand: Demand = { tile: false, focus: false, watchers: 0 };

/** What one simulcast encoding does now; both fields are those of `RTCRtpEncodingParameters`. */
export interface EncodingNow {
  active: boolean;
  maxFramerate: number;
}

/** One entry per encoding of the source's profile, lowest first. Unwatched steps are off; unwatched streams keep a pulse. */
export function encodingsNow(of: Source, demand: Demand): EncodingNow[] {
  const { encodings, keepAliveFramerate } = sourceProfiles[of];
  const nobody = !demand.tile && !demand.focus;
  return encodings.map(({ step, maxFramerate }) => {
    const pulse = nobody && step === 'tile';
    return { active: demand[step] || pulse, maxFramerate: pulse ? keepAliveFramerate : maxFramerate };
  });
}

/** The encodings a new sender starts with; mediasoup-client names the rids r0, r1 in this order, as the profile does. */
export function firstEncodings(of: Source, demand: Demand) {
  const now = encodingsNow(of, demand);
  return sourceProfiles[of].encodings.map(({ scaleResolutionDownBy, maxBitrate, maxFramerate }, index) => ({
    active: true,
    scaleResolutionDownBy,
    maxBitrate,
    maxFramerate,
    ...now[index],
  }));
}

/** Kilobits a second to start with, so that the first pictures do not wait for the bandwidth estimate to climb. */
export function startBitrate(of: Source): number {
  const bits = sourceProfiles[of].encodings.reduce((sum, { maxBitrate }) => sum + maxBitrate, 0);
  return Math.round(bits / 1_000);
}

/** Switches the encodings of a live sender to what is asked for now, with no renegotiation. */
export async function applyDemand(sender: RTCRtpSender, of: Source, demand: Demand): Promise<void> {
  const now = encodingsNow(of, demand);
  const parameters = sender.getParameters();
  parameters.encodings = parameters.encodings.map((encoding, index) => ({ ...encoding, ...now[index] }));
  await sender.setParameters(parameters);
}
