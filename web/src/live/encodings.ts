import { type LadderSends, ladder } from '@invigil/contract/ladder';
import type { NoteData } from '@invigil/contract/notes';
import { type Source, sourceProfiles } from '@invigil/contract/sources';

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

/** What a sender's encoding does now; the fields are those of `RTCRtpEncodingParameters`. */
export interface EncodingNow {
  active: boolean;
  maxFramerate: number;
  scaleResolutionDownBy: number;
  maxBitrate: number;
}

/**
 * The one encoding of a sender of video: the highest step that somebody watches and the line bears. A stream that nobody
 * watches keeps a pulse.
 */
export function encodingNow(of: Source, demand: Demand, sends: LadderSends = ladder.full): EncodingNow {
  const { encodings, keepAliveFramerate } = sourceProfiles[of];
  const step = demand.focus && sends.video.includes('focus') ? 'focus' : 'tile';
  const encoding = encodings.find((one) => one.step === step);
  if (encoding === undefined) throw new Error(`a ${of} has no ${step}`);
  const { scaleResolutionDownBy, maxBitrate, maxFramerate } = encoding;
  const isWatched = demand.tile || demand.focus;
  return {
    active: sends.video.includes(step),
    maxFramerate: isWatched ? Math.max(1, maxFramerate * (sends.frameShare || 1)) : keepAliveFramerate,
    scaleResolutionDownBy,
    maxBitrate,
  };
}

/**
 * What a sender is created with: its sharpest, which bounds what it may become. It is active, because an encoding that is not
 * would be written into the session description as paused, and paused again by every later negotiation. mediasoup-client's
 * own default is three temporal layers, which let a fresh watch begin only on every fourth frame: seconds, at the few frames
 * a second of a screen.
 */
export function firstEncodings(of: Source) {
  return sourceProfiles[of].encodings.slice(-1).map(({ scaleResolutionDownBy, maxBitrate, maxFramerate }) => ({
    scaleResolutionDownBy,
    maxBitrate,
    maxFramerate,
    scalabilityMode: 'L1T1',
  }));
}

/**
 * Kilobits a second with which the bandwidth estimate of a connection starts: enough for everything at its sharpest, and
 * a quarter more. An estimate that starts lower climbs only while something is sent, and the first sharp picture would be blurred.
 */
export function startBitrate(): number {
  const sharpest = Object.values(sourceProfiles).map(({ encodings }) => encodings.at(-1)?.maxBitrate ?? 0);
  return Math.round((sharpest.reduce((sum, maxBitrate) => sum + maxBitrate, 0) * 1.25) / 1_000);
}

/** Makes a live sender what is asked for now and the line bears, with no renegotiation. */
export async function applyDemand(
  sender: RTCRtpSender,
  of: Source,
  demand: Demand,
  sends: LadderSends = ladder.full,
): Promise<void> {
  const parameters = sender.getParameters();
  if (sourceProfiles[of].kind === 'audio') {
    parameters.encodings = parameters.encodings.map((encoding) => ({ ...encoding, active: sends.audio }));
    await sender.setParameters(parameters);
    return;
  }
  const now = encodingNow(of, demand, sends);
  const grows = parameters.encodings.some(
    ({ scaleResolutionDownBy = 1 }) => scaleResolutionDownBy > now.scaleResolutionDownBy,
  );
  parameters.encodings = parameters.encodings.map((encoding) => ({ ...encoding, ...now }));
  // Left alone, Chrome begins a picture that has just become large at a fraction of its size, and takes seconds to grow it.
  parameters.degradationPreference = 'maintain-resolution';
  // Another size is a key frame by itself, with the next frame that is captured; asked for one, a still screen is captured now.
  await sender.setParameters(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: grows })) });
}
