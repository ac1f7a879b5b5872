import { z } from 'zod';

/** Where the bots of a fleet publish. */
export const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invigil'), signalingUrl: z.url(), tokens: z.array(z.string()) }),
  z.object({ kind: z.literal('janus'), url: z.url() }),
]);
export type Target = z.infer<typeof target>;

const nothing = z.object({});
const milliseconds = z.number();

/** What the bench asks of the process that holds its bots. */
export const orders = {
  /** Waits until the server listens, then joins and leaves with some bots. Takes a token for each. */
  warmUp: {
    data: z.object({ target, bindAddress: z.string(), bots: z.int().min(1) }),
    reply: z.object({ srtpProfile: z.string() }),
  },
  /** Every bot joins, so many at a time; each sends until the server says that it receives it. Called once. */
  join: {
    data: z.object({
      target,
      bindAddress: z.string(),
      bots: z.int().min(1),
      inFlight: z.int().min(1),
      sources: z.array(z.enum(['webcam', 'screen'])).min(1),
    }),
    reply: z.object({
      /** From the bot's connect to the server's word that it receives every source, of those that came that far. */
      joinMs: z.array(milliseconds),
      failures: z.array(z.string()),
      /** From the first connect to the last live. */
      seconds: z.number(),
      ...generatorLoad(),
    }),
  },
  /** What joined bots send from now on. */
  play: { data: z.object({ what: z.enum(['nothing', 'everything']) }), reply: nothing },
  /** Sends everything for a while, and nothing before and after it. */
  burst: {
    data: z.object({ seconds: z.number() }),
    reply: z.object({
      seconds: z.number(),
      askedPackets: z.number(),
      sentPackets: z.int(),
      sentBytes: z.int(),
      ...generatorLoad(),
    }),
  },
  /** How many packets all bots sent since they joined, and how many the server's newest RTCP reports say it received. */
  counts: { data: nothing, reply: z.object({ sentPackets: z.int(), receivedPackets: z.int() }) },
  /** Waits until every bot was live again after a moment of the monotonic clock, or until the deadline has passed. */
  awaitLive: {
    data: z.object({ afterMs: milliseconds, deadlineMs: milliseconds }),
    reply: z.object({
      /** The moment each bot was live again, on the monotonic clock. */
      liveAtMs: z.array(milliseconds.nullable()),
      failures: z.array(z.string()),
      ...generatorLoad(),
    }),
  },
} as const;

/** How busy the fleet's process was meanwhile. */
function generatorLoad() {
  return { cpuPercent: z.number(), lagP99Ms: z.number() };
}
