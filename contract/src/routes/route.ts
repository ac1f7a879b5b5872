import { z } from 'zod';
import type { Role } from '../roles.ts';

/** Media types of files that are sent or received whole, as they are, instead of JSON. */
export type FileType = 'text/csv' | 'application/pdf' | 'application/json' | 'image/jpeg' | 'application/octet-stream';

export interface RouteRow {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  /** Who may call it; `anyone` needs no session. */
  may: readonly Role[] | 'anyone';
  params: z.ZodType;
  /** Everything in a query is a text; a list is its members joined by commas. */
  query: z.ZodType;
  body: z.ZodType;
  reply: z.ZodType;
  /** The body is the bytes of one file of this type instead of `body`; its name is in the query. */
  upload: { type: FileType; maxBytes: number } | undefined;
  /** The reply is a file of this type instead of `reply`. */
  download: FileType | undefined;
  /** The largest JSON body in bytes, where the server's 64 KiB are not enough. */
  bodyLimit: number | undefined;
  /** The reply may wait for something to happen, so long at most; in milliseconds. */
  waitMs: number | undefined;
  /** May be called by who has yet to accept the current documents; nothing else may. */
  beforeConsent: boolean;
}

export const nothing = z.strictObject({});
/** Replies are plain objects: what a row does not name never leaves the server, and an older page ignores what is new. */
export const noReply = z.object({});
export const instant = z.iso.datetime();

export const everyone = ['candidate', 'proctor', 'admin'] as const;
export const candidateOnly = ['candidate'] as const;
export const adminOnly = ['admin'] as const;

const ordinary = {
  params: nothing,
  query: nothing,
  body: nothing,
  reply: noReply,
  upload: undefined,
  download: undefined,
  bodyLimit: undefined,
  waitMs: undefined,
  beforeConsent: false,
} as const;
type Ordinary = typeof ordinary;

type GivenRow = Pick<RouteRow, 'method' | 'path' | 'summary' | 'may'> & Partial<RouteRow>;
type FilledRow<R extends GivenRow> = {
  [K in keyof RouteRow]: K extends keyof R ? R[K] : K extends keyof Ordinary ? Ordinary[K] : never;
};

/** A row of the table; what it does not say is nothing: no parameters, no body, an empty reply. */
export function route<const R extends GivenRow>(row: R): FilledRow<R> {
  return { ...ordinary, ...row } as unknown as FilledRow<R>;
}
