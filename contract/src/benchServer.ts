import { z } from 'zod';
import { workerId } from './ids.ts';

const nothing = z.object({});

/** What a bench asks of the server under test, over the channel between a Node process and the child it started. */
export const benchServer = {
  /** Answered once everything listens. */
  ready: {
    data: nothing,
    reply: z.object({
      signalingUrl: z.url(),
      workers: z.array(z.object({ workerId, pid: z.int(), spare: z.boolean() })),
    }),
  },
  /** Tokens that admit one candidate each, into rooms and sittings of their own. */
  tokens: {
    data: z.object({ count: z.int().min(1).max(5_000) }),
    reply: z.object({ tokens: z.array(z.string()) }),
  },
} as const;

/** A question of the bench and the answer to it, as they pass. */
export const benchQuestion = z.object({ id: z.int(), name: z.string(), data: z.unknown() });
export const benchAnswer = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), data: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: z.string() }),
]);
export type BenchAnswer = z.infer<typeof benchAnswer>;
