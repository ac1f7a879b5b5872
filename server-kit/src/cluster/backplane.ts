import type { Closable } from './cluster.ts';

/**
 * What differs between one process and many: carrying texts between nodes, and keeping leases. Everything else of a
 * cluster (`clusterNode.ts`) is the same code over either. Methods reject with AppError `unavailable` when the way to
 * the others is down.
 */
export interface Backplane {
  /** Sends to everyone who listens on the channel now, in the order of this sender; resolves to their number. */
  send(channel: string, text: string): Promise<number>;

  /** Resolves once listening. Several listeners of one channel all hear each text. */
  listen(channel: string, listener: (text: string) => void): Promise<Closable>;

  /**
   * Takes or keeps a name: sets the text and the time to live when nobody holds the name or `owner` does.
   * Resolves to false when another owner holds it, unless with exactly the text `instead`.
   */
  hold(lease: HeldText): Promise<boolean>;

  /** Frees the name if `owner` holds it. */
  free(group: string, name: string, owner: string): Promise<void>;

  /** Sets a name for `ttlMs` unless it is set; resolves to whether this call set it. */
  once(group: string, name: string, ttlMs: number): Promise<boolean>;

  read(group: string, name: string): Promise<string | undefined>;
  readAll(group: string): Promise<{ name: string; text: string }[]>;

  /** Idempotent. */
  close(): Promise<void>;
}

export interface HeldText {
  group: string;
  name: string;
  owner: string;
  text: string;
  ttlMs: number;
  instead?: string | undefined;
}
