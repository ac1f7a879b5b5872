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
  /** Tokens that admit candidates into sittings of one room, and one that admits a proctor of it. */
  room: {
    data: z.object({ count: z.int().min(1).max(5_000) }),
    reply: z.object({ tokens: z.array(z.string()), proctorToken: z.string() }),
  },
} as const;

/** What the bench of the wall asks of a whole server with one full room. */
export const benchWall = {
  /** Answered once everything listens. */
  ready: {
    data: nothing,
    reply: z.object({
      url: z.url(),
      signalingUrl: z.url(),
      workerPid: z.int(),
      proctor: z.object({ email: z.string(), password: z.string() }),
      roomId: z.uuid(),
    }),
  },
  /** A token for each candidate of the room; each admits within a minute. */
  tokens: { data: nothing, reply: z.object({ tokens: z.array(z.string()) }) },
} as const;

const statement = z.object({ text: z.string(), values: z.array(z.unknown()) });
export type Statement = z.infer<typeof statement>;

/** What the bench of the HTTP api asks of the process that runs it and its database. */
export const benchApi = {
  /** Answered once it listens, with everything that a load needs. */
  ready: {
    data: nothing,
    reply: z.object({
      url: z.url(),
      databaseUrl: z.url(),
      /** Candidates that can sign in, and a session of each as a cookie header. */
      candidates: z.array(z.object({ email: z.string(), password: z.string(), cookie: z.string() })),
      adminCookie: z.string(),
    }),
  },
  /** Access codes of people who were invited just now. */
  codes: {
    data: z.object({ count: z.int().min(1).max(5_000) }),
    reply: z.object({ codes: z.array(z.string()) }),
  },
  /** The statements, in their order, that the database is given for one request with this cookie. */
  statements: {
    data: z.object({ path: z.string(), cookie: z.string() }),
    reply: z.object({ statements: z.array(statement) }),
  },
  /** Passwords checked in this process with nothing around it, as many at a time as the api checks. */
  hashing: {
    data: z.object({ seconds: z.number().min(0.1).max(60) }),
    reply: z.object({ perSecond: z.number() }),
  },
} as const;

const writer = z.object({
  cookie: z.string(),
  sittingId: z.uuid(),
  questionId: z.uuid(),
  /** The page that holds the writing. */
  pageId: z.uuid(),
});
export type BenchWriter = z.infer<typeof writer>;

/** What the bench of autosave asks of the process that runs the api and its database. */
export const benchAutosave = {
  /** Answered once it listens; the same writers after every start in the same folder. */
  ready: {
    data: nothing,
    reply: z.object({
      url: z.url(),
      databaseUrl: z.url(),
      /** The first process of PostgreSQL. */
      databasePid: z.int(),
      writers: z.array(writer),
    }),
  },
  /** The statements, in their order, that the database is given for one such request. */
  statements: {
    data: z.object({ method: z.enum(['PUT']), path: z.string(), cookie: z.string(), body: z.string() }),
    reply: z.object({ statements: z.array(statement) }),
  },
} as const;

/** What it asks of a process that saves with nothing but the database's driver. */
export const benchRawSaves = {
  save: {
    data: z.object({
      databaseUrl: z.url(),
      /** For each writer the statements of one save. */
      sets: z.array(z.array(statement)),
      connections: z.int().min(1).max(100),
      seconds: z.number().min(0.1).max(60),
    }),
    reply: z.object({ perSecond: z.number(), latenciesMs: z.array(z.number()) }),
  },
} as const;
