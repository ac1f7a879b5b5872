import { z } from 'zod';
import { personId } from '../ids.ts';
import { typedPassword } from '../password.ts';
import { language, role } from '../roles.ts';
import { personName, timeZone } from './fields.ts';
import { acceptance } from './legal.ts';
import { everyone, instant, route } from './route.ts';

export const me = z.object({
  personId,
  name: z.string(),
  email: z.string(),
  role,
  language,
  /** The zone in which times are told; null until a browser has told it. */
  timeZone: z.string().nullable(),
  /** Whether the current documents must be accepted before anything else. */
  consentDue: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const myProfile = z.object({
  me,
  createdAt: instant,
  acceptances: z.array(acceptance),
  /** When I asked for the deletion of my data; null when I did not, or took it back. */
  deletionRequestedAt: instant.nullable(),
});
export type MyProfile = z.infer<typeof myProfile>;

export const accountRoutes = {
  me: route({
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in.',
    may: everyone,
    reply: me,
    beforeConsent: true,
  }),
  changeMe: route({
    method: 'PATCH',
    path: '/api/me',
    summary: 'Change my name, my preferred language or my time zone.',
    may: everyone,
    body: z
      .strictObject({ name: personName, language, timeZone })
      .partial()
      .refine((changes) => Object.keys(changes).length > 0, 'must change something'),
    reply: me,
    beforeConsent: true,
  }),
  myProfile: route({
    method: 'GET',
    path: '/api/me/profile',
    summary: 'Everything the profile page shows but the sessions.',
    may: everyone,
    reply: myProfile,
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/me/password',
    summary: 'Change my password, which signs out every other browser of mine. Fails with wrongCurrentPassword.',
    may: everyone,
    body: z.strictObject({ currentPassword: typedPassword, newPassword: typedPassword }),
    reply: z.object({ revoked: z.int() }),
  }),
  myData: route({
    method: 'GET',
    path: '/api/me/data',
    summary: 'Everything stored about me, as one JSON file.',
    may: everyone,
    download: 'application/json',
  }),
  askDeletion: route({
    method: 'POST',
    path: '/api/me/deletion-request',
    summary: 'Ask for the deletion of my data; asking again changes nothing.',
    may: everyone,
    reply: z.object({ requestedAt: instant }),
  }),
  withdrawDeletion: route({
    method: 'DELETE',
    path: '/api/me/deletion-request',
    summary: 'Take the request back, while nobody has acted on it.',
    may: everyone,
  }),
} as const;
