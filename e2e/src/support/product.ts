import type { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';

/** The whole product, however many processes it is, as a test day needs it. */
export interface Product {
  /** Where browsers open it. */
  readonly url: string;
  /** Stands between the browsers and signaling, so that a test can cut their sockets. */
  readonly signalingLine: ImpairedLine;
  /** Where browsers find signaling: the port before that line. */
  readonly signalingPort: number;
  /** Ends everything at once, without a word to anybody. */
  crash(): Promise<void>;
  /** Starts again after a crash, at the same addresses and with the same data folder. */
  startAgain(): Promise<void>;
  /** The media worker that has this UDP port open. */
  workerOf(udpPort: number): number;
  /** What one of its metrics says now. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** @param settings environment variables beside those that every start has, such as SMTP_URL. */
export type StartProduct<P extends Product = Product> = (settings: Record<string, string>) => Promise<P>;
