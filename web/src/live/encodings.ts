import { type LadderSends, ladder } from '@invigil/contract/ladder';
import type { NoteData } from '@invigil/contract/notes';
import { type Encoding, type Source, sourceProfiles } from '@invigil/contract/sources';

export type Demand = Pick<NoteData<'demand'>, 'tile' | 'focus' | 'watchers'>;

export const noDemand: Demand = { tile: false, focus: false, watchers: 0 };

/**
 * A young stream is sent as if a tile showed it: whoever waits for it asks within moments, and Chrome takes a second to
 * get from one frame a second to the full rate.
 */
export function demandOfYoung(demand: Demand): Demand {
  return demand.tile || demand.focus ? demand : { ...demand, tile: true };
}

/**
 * A young stream flows at least as its tile, whatever the line bears: the server must see it once to know that the share is
 * there.
 */
export function sendsOfYoung(sends: LadderSends): LadderSends {
  return sends.video.length > 0 ? sends : ladder.tileOnly;
}

/** What one encoding does now; the fields are those of `RTCRtpEncodingParameters`. */
export interface EncodingNow {
  active: boolean;
  maxFramerate: number;
  /** Where one encoding is at times this step and at times that; otherwise they stay as they were negotiated. */
  scaleResolutionDownBy?: number;
  maxBitrate?: number;
}

/**
 * One entry per encoding of the sender, lowest first, as far as the line bears it. Unwatched steps are off; unwatched
 * streams keep a pulse. A sender of one encoding sends the highest step that somebody watches.
 */
export function encodingsNow(of: Source, demand: Demand, sends: LadderSends = ladder.full): EncodingNow[] {
  const { encodings, keepAliveFramerate, layering } = sourceProfiles[of];
  const wanted = { ...demand, tile: demand.tile || (demand.focus && !sends.video.includes('focus')) };
  const nobody = !demand.tile && !demand.focus;
  const all = encodings.map(({ step, maxFramerate }) => {
    const pulse = nobody && step === 'tile';
    return {
      active: sends.video.includes(step) && (wanted[step] || pulse),
      maxFramerate: pulse ? keepAliveFramerate : Math.max(1, maxFramerate * (sends.frameShare || 1)),
    };
  });
  if (layering === 'simulcast') return all;
  const highest = Math.max(
    0,
    all.findLastIndex(({ active }) => active),
  );
  return all.slice(highest, highest + 1).map((one) => ({ ...one, ...sizeOf(encodings[highest]) }));
}

function sizeOf(encoding: Encoding | undefined) {
  if (encoding === undefined) return {};
  const { scaleResolutionDownBy, maxBitrate } = encoding;
  return { scaleResolutionDownBy, maxBitrate };
}

/**
 * The encodings a sender is created with; mediasoup-client names the rids r0, r1 in this order, as the profile does. All
 * are active, because one that is not would be written into the session description as paused, and paused again by
 * every later negotiation. mediasoup-client's own default is three temporal layers, which let a fresh watch begin only on
 * every fourth frame: seconds, at the few frames a second of a screen.
 */
export function firstEncodings(of: Source) {
  const { encodings, layering } = sourceProfiles[of];
  const negotiated = layering === 'simulcast' ? encodings : encodings.slice(-1);
  return negotiated.map(({ scaleResolutionDownBy, maxBitrate, maxFramerate }) => ({
    scaleResolutionDownBy,
    maxBitrate,
    maxFramerate,
    scalabilityMode: 'L1T1',
  }));
}

/**
 * Kilobits a second with which the bandwidth estimate of a connection starts: enough for everything at its sharpest, and
 * a quarter more. Chrome decides on the sharp layer of a screen the moment it is wanted, and an estimate that starts lower
 * climbs only while something is sent.
 */
export function startBitrate(): number {
  const encodings = Object.values(sourceProfiles).flatMap((profile) => profile.encodings);
  return Math.round((encodings.reduce((sum, { maxBitrate }) => sum + maxBitrate, 0) * 1.25) / 1_000);
}

/** Switches the encodings of a live sender to what is asked for now and the line bears, with no renegotiation. */
export async function applyDemand(
  sender: RTCRtpSender,
  of: Source,
  demand: Demand,
  sends: LadderSends = ladder.full,
): Promise<void> {
  const isSound = sourceProfiles[of].kind === 'audio';
  const now = isSound ? [{ active: sends.audio }] : encodingsNow(of, demand, sends);
  const parameters = sender.getParameters();
  parameters.encodings = parameters.encodings.map((encoding, index) => ({ ...encoding, ...now[index] }));
  await sender.setParameters(parameters);
}

/** Switches off the sharpest encoding alone, so that `applyDemand` switches it on anew. */
export async function dropSharpest(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const last = parameters.encodings.length - 1;
  parameters.encodings = parameters.encodings.map((encoding, index) =>
    index === last ? { ...encoding, active: false } : encoding,
  );
  await sender.setParameters(parameters);
}
