import { z } from 'zod';

/** What a load test may be made with; each is the whole of one run, so a mistyped number cannot ask for more. */
const mostRooms = 200;
const mostInRoom = 5_000;

const candidate = z.object({
  email: z.string(),
  /** A session that was opened for them, as a cookie header. */
  cookie: z.string(),
  sittingId: z.uuid(),
  roomId: z.uuid(),
  /** A question of the exam, and the page that holds the writing, of those who write. */
  questionId: z.uuid(),
  pageId: z.uuid(),
});
export type LoadCandidate = z.infer<typeof candidate>;

const proctor = z.object({ cookie: z.string(), roomId: z.uuid() });
export type LoadProctor = z.infer<typeof proctor>;

/** A process of the target: `tree` counts also what it started. */
const targetProcess = z.object({ name: z.string(), pid: z.int(), tree: z.boolean() });
export type TargetProcess = z.infer<typeof targetProcess>;

/** What a load test asks of the process that holds its target: a whole Invigil on the loopback interface. */
export const benchLoad = {
  /** Answered once everything listens. */
  ready: {
    data: z.object({}),
    reply: z.object({ apiUrl: z.url(), password: z.string(), processes: z.array(targetProcess) }),
  },
  /** Puts a published exam into the database with so many rooms of candidates and proctors; `writing` has them started. */
  seed: {
    data: z.object({
      state: z.enum(['scheduled', 'writing']),
      rooms: z.int().min(1).max(mostRooms),
      candidatesPerRoom: z.int().min(1).max(mostInRoom),
      proctorsPerRoom: z.int().min(0).max(50),
    }),
    reply: z.object({ candidates: z.array(candidate), proctors: z.array(proctor) }),
  },
} as const;
