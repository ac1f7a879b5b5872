import { type Source, sourceProfiles } from '@invigil/contract/sources';

/**
 * What a worker's processor time goes into, as measured on one core of a 2 GHz-class Xeon with AES-GCM. Other machines
 * differ by a factor that the measured usage corrects.
 */
export const costs = {
  /** Seconds of processor time a second, for a connected transport that carries next to nothing. */
  transport: 0.28e-3,
  /** Seconds for one packet received and decrypted. */
  packetIn: 5.5e-6,
  /** Seconds for one packet encrypted and sent. */
  packetOut: 15e-6,
} as const;

const payloadBytes = 1_100;
const audioPacketsPerSecond = 50;
/** A frame of the keep-alive is two packets at most. */
const packetsPerKeepAliveFrame = 2;

/**
 * Packets a second that a publisher sends, and each of its watches is forwarded, while these steps of a source are asked
 * for; at the bitrate its profile allows.
 */
export function packetsOf(source: Source, { tile, focus }: { tile: boolean; focus: boolean }): number {
  const { kind, encodings, keepAliveFramerate } = sourceProfiles[source];
  if (kind === 'audio') return audioPacketsPerSecond;
  const highest = focus ? 'focus' : tile ? 'tile' : undefined;
  const encoding = encodings.find(({ step }) => step === highest);
  if (encoding === undefined) return keepAliveFramerate * packetsPerKeepAliveFrame;
  return Math.max(encoding.maxFramerate, encoding.maxBitrate / 8 / payloadBytes);
}

/** How much of the newest measurement goes into the correction. */
const newest = 0.3;

/**
 * The share of its core that a worker uses: an estimate that knows a placement at once, corrected by how far the
 * estimate was off when the worker's real usage was last measured.
 */
export class WorkerLoad {
  transports = 0;
  packetsIn = 0;
  packetsOut = 0;
  #correction = 0;
  #last: { cpuMs: number; atMs: number } | undefined;

  #estimate(): number {
    return this.transports * costs.transport + this.packetsIn * costs.packetIn + this.packetsOut * costs.packetOut;
  }

  /** Takes a measurement: processor time used since the worker's start, and when it was read, both in milliseconds. */
  measured(cpuMs: number, atMs: number): void {
    const last = this.#last;
    this.#last = { cpuMs, atMs };
    if (!last || atMs <= last.atMs) return;
    const used = (cpuMs - last.cpuMs) / (atMs - last.atMs);
    this.#correction += newest * (used - this.#estimate() - this.#correction);
  }

  /** 0 is idle, 1 is a whole core. */
  share(): number {
    return Math.max(0, this.#estimate() + this.#correction);
  }
}
