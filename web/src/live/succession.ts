import type { types } from 'mediasoup-client';

/** Which track each track goes on from: the same camera, screen or microphone, by way of another media node. */
const formerOf = new WeakMap<MediaStreamTrack, MediaStreamTrack>();

export function goesOnFrom(track: MediaStreamTrack, former: MediaStreamTrack): void {
  formerOf.set(track, former);
}

/** Whether what shows `former` may show `track` in its place without a break. */
export function isContinued(former: MediaStreamTrack, track: MediaStreamTrack): boolean {
  return formerOf.get(track) === former;
}

const lookEveryMs = 40;
const longestMs = 3_000;

/** Resolves when the first frame or sound of a consumer is there to be shown, or after three seconds without any. */
export async function firstFrame(consumer: types.Consumer): Promise<void> {
  const deadline = performance.now() + longestMs;
  while (!consumer.closed && performance.now() < deadline) {
    for (const report of (await consumer.getStats()).values()) if (hasMedia(report)) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function hasMedia(report: Partial<RTCInboundRtpStreamStats>): boolean {
  if (report.type !== 'inbound-rtp') return false;
  const count = report.kind === 'audio' ? report.packetsReceived : report.framesDecoded;
  return count !== undefined && count > 0;
}
