import { z } from 'zod';
import { sessionId } from '../ids.ts';
import { me } from './account.ts';
import { everyone, instant, route } from './route.ts';

/** One browser in which I am signed in. */
export const mySession = z.object({
  sessionId,
  /** Browser and system in words, such as `Chrome 130 · Windows`; a guess from what the browser says of itself. */
  browser: z.string(),
  /** The network address it signed in from. */
  address: z.string(),
  createdAt: instant,
  seenAt: instant,
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type MySession = z.infer<typeof mySession>;

export const sessionRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Open a session with an e-mail and a password; sets the session cookie.',
    may: 'anyone',
    body: z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(256) }),
    reply: me,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/sign-out',
    summary: 'End the session of this browser.',
    may: everyone,
    beforeConsent: true,
  }),
  mySessions: route({
    method: 'GET',
    path: '/api/me/sessions',
    summary: 'The browsers in which I am signed in, the one last used first.',
    may: everyone,
    reply: z.object({ sessions: z.array(mySession) }),
  }),
  revokeSession: route({
    method: 'DELETE',
    path: '/api/me/sessions/:sessionId',
    summary: 'Sign one of my browsers out.',
    may: everyone,
    params: z.strictObject({ sessionId }),
  }),
  revokeOtherSessions: route({
    method: 'DELETE',
    path: '/api/me/sessions',
    summary: 'Sign out every browser of mine but this one.',
    may: everyone,
    reply: z.object({ revoked: z.int() }),
  }),
} as const;
