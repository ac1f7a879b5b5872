import type { Closable } from './cluster.ts';
import type { Reach } from './reach.ts';

/**
 * What differs between one process and many: carrying texts between nodes, and keeping leases. Everything else of a
 * cluster (`clusterNode.ts`) is the same code over either. Methods reject with AppError `unavailable` when the way to
 * the others is down.
 */
export interface Backplane {
  /** While it is lost every method rejects at once. */
  readonly reach: Reach;

  /** Sends to everyone who listens on the channel now, in the order of this sender; resolves to their number. */
  send(channel: string, text: string): Promise<number>;

  /** Resolves once listening. Several listeners of one channel all hear each text. */
  listen(channel: string, listener: (text: string) => void): Promise<Closable>;

  /**
   * Takes or keeps a name: sets the text and the time to live when nobody holds the name, `owner` does, somebody holds it with
   * exactly the text `instead`, or somebody who took it earlier than `fence` says. Resolves to the fence under which it is
   * held now: a number that is greater the later the name was taken. Undefined when another owner holds it.
   */
  hold(lease: HeldText): Promise<number | undefined>;

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
  /** What `hold` resolved to first; absent from whoever does not hold the name yet. */
  fence?: number | undefined;
}
