/** What one direction of a line does to what it carries. */
export interface DirectionConditions {
  /** Milliseconds that everything takes at least, beside its wait for the bandwidth. */
  delayMs: number;
  /** Up to so many milliseconds more, evenly spread. A flow is not reordered: on real lines jitter is a queue. */
  jitterMs: number;
  /**
   * Share of packets lost, 0 to 1. A lost datagram is gone. A TCP segment is not: with this probability it, and what
   * follows it, waits for a retransmission instead.
   */
  loss: number;
  /** More than 0; Infinity for no limit. */
  bitsPerSecond: number;
  /** What may wait for the bandwidth before datagrams are dropped at the tail. */
  queueBytes: number;
}

export interface LineConditions {
  /** From the client to the server. */
  up: DirectionConditions;
  down: DirectionConditions;
  /** A firewall that lets no datagram through. */
  udpBlocked: boolean;
}

export type Direction = 'up' | 'down';

/**
 * `silent`: nothing arrives any more, and nobody is told, as when a cable is pulled; TCP goes on where it was when the line
 * is mended. `reset`: connections are reset and new ones refused.
 */
export type CutKind = 'silent' | 'reset';

export const perfectDirection: DirectionConditions = {
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  bitsPerSecond: Number.POSITIVE_INFINITY,
  queueBytes: 256 * 1024,
};

export const perfectLine: LineConditions = { up: perfectDirection, down: perfectDirection, udpBlocked: false };
