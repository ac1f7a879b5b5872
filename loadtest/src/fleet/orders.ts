import { z } from 'zod';
import { clipSet } from '../frames/clip.ts';

/** Where the bots of a fleet publish. */
export const target = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('invigil'),
    signalingUrl: z.url(),
    tokens: z.array(z.string()),
    /** Of the pages, where signaling asks for it. */
    origin: z.url().optional(),
  }),
  /** Each bot has a room of its own, so that nobody is told of anybody else: this one and those after it. */
  z.object({ kind: z.literal('janus'), url: z.url(), firstRoom: z.int() }),
]);
export type Target = z.infer<typeof target>;

const nothing = z.object({});
const milliseconds = z.number();
const where = { target, bindAddress: z.string(), bots: z.int().min(1) };
/** How busy the fleet's process was meanwhile. */
const load = { cpuPercent: z.number(), lagP99Ms: z.number() };

/** What the bench asks of a process that holds bots. */
export const orders = {
  /** Waits until the server listens, then joins and leaves with some bots. Takes a token for each. */
  warmUp: {
    data: z.object(where),
    reply: z.object({ srtpProfile: z.string() }),
  },
  /** Makes bots that are ready to join, with their offers. Called once. */
  prepare: {
    data: z.object({ ...where, sources: z.array(z.enum(['webcam', 'screen'])).min(1), clips: clipSet }),
    reply: nothing,
  },
  /** Every bot gets the offer of its next uplink ready. */
  prepareAgain: { data: nothing, reply: nothing },
  /** Bots that have not joined yet do; each sends until the server says that it receives it. */
  join: {
    data: z.object({ bots: z.int().min(1), inFlight: z.int().min(1), perSecond: z.number().positive().optional() }),
    reply: z.object({
      /** From the bot's connect to the server's word that it receives every source, of those that came that far. */
      joinMs: z.array(milliseconds),
      failures: z.array(z.string()),
      /** The first connect and the last live, on the monotonic clock. */
      fromMs: milliseconds,
      toMs: milliseconds,
      ...load,
    }),
  },
  /** What joined bots send from now on. */
  play: { data: z.object({ what: z.enum(['nothing', 'smallest', 'everything', 'demanded']) }), reply: nothing },
  /** How busy the process is for a while, in which it goes on as it does. */
  strain: { data: z.object({ seconds: z.number() }), reply: z.object(load) },
  /** Sends everything for a while, and nothing before and after it. */
  burst: {
    data: z.object({ seconds: z.number() }),
    reply: z.object({
      seconds: z.number(),
      askedPackets: z.number(),
      sentPackets: z.int(),
      sentBytes: z.int(),
      ...load,
    }),
  },
  /** How many packets all bots sent since they joined, and how many the server's newest RTCP reports say it received. */
  counts: { data: nothing, reply: z.object({ sentPackets: z.int(), receivedPackets: z.int() }) },
  /** What the server's newest reports tell: of how many of the packets sent, and how many of those it missed. */
  told: {
    data: nothing,
    reply: z.object({ sentPackets: z.int(), reportedPackets: z.int(), lostPackets: z.int() }),
  },
  /** Waits until every bot was live again after a moment of the monotonic clock, or until the deadline has passed. */
  awaitLive: {
    data: z.object({ afterMs: milliseconds, deadlineMs: milliseconds }),
    reply: z.object({
      /** The moment each bot was live again, on the monotonic clock. */
      liveAtMs: z.array(milliseconds.nullable()),
      failures: z.array(z.string()),
      ...load,
    }),
  },
} as const;
