import { z } from 'zod';

/** What the bench asks of the process that holds a proctor. */
export const watcherOrders = {
  /** Joins and watches webcam and screen of so many candidates sharp, and of so many others small; answers once all are asked for. */
  watch: {
    data: z.object({
      signalingUrl: z.url(),
      token: z.string(),
      bindAddress: z.string(),
      focus: z.int().min(0),
      tile: z.int().min(0),
    }),
    reply: z.object({}),
  },
  /** What arrived while it waited, and how busy its process was meanwhile. */
  receive: {
    data: z.object({ seconds: z.number().positive() }),
    reply: z.object({
      packets: z.int(),
      bytes: z.int(),
      seconds: z.number(),
      cpuPercent: z.number(),
      lagP99Ms: z.number(),
    }),
  },
} as const;
