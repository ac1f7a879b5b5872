import type { VideoSource } from '../frames/clip.ts';
import type { Demand } from './demanded.ts';
import type { Uplink } from './uplink.ts';

/** What a bot tells the fleet. */
export interface BotEvents {
  /** Media may be sent over this uplink; an older one of the bot has been closed. */
  onOpen(uplink: Uplink): void;
  /** The server said that it receives every source of the newest uplink. */
  onLive(): void;
  /** Which steps of a source somebody watches now. */
  onDemand(source: VideoSource, demand: Demand): void;
  /** The bot is not publishing and will not by itself. */
  onFailed(error: unknown): void;
}

/** One candidate's browser, as far as a server can tell. */
export interface Bot {
  /** Makes the offer of the next uplink, so that joining, or publishing again, costs as little as possible on this side. */
  prepare(): Promise<void>;
  /** Connects, publishes and goes on publishing whatever happens; its events tell how far it is. */
  start(): void;
  /** Leaves without a word to the server. Idempotent. */
  stop(): void;
}
