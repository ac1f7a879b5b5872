import { z } from 'zod';
import { typedAccessCode } from '../accessCode.ts';
import { typedPassword } from '../password.ts';
import { language } from '../roles.ts';
import { me } from './account.ts';
import { timeZone } from './fields.ts';
import { consents } from './legal.ts';
import { instant, route } from './route.ts';

export const invitationStates = ['sent', 'used', 'expired', 'superseded', 'revoked'] as const;
export const invitationState = z.enum(invitationStates);
export type InvitationState = z.infer<typeof invitationState>;

export const resetToken = z.string().min(20).max(100);

export const invitationRoutes = {
  lookUpInvitation: route({
    method: 'POST',
    path: '/api/invitations/look-up',
    summary: 'Whom an access code invites; uses nothing up. Fails with invitationRefused.',
    may: 'anyone',
    body: z.strictObject({ code: typedAccessCode }),
    reply: z.object({ name: z.string(), email: z.string(), language, expiresAt: instant }),
  }),
  activate: route({
    method: 'POST',
    path: '/api/invitations/activate',
    summary: 'Use an access code up: sets password, language and acceptances, and the session cookie.',
    may: 'anyone',
    body: z.strictObject({
      code: typedAccessCode,
      password: typedPassword,
      // Optional here so that its absence has an error of its own, languageRequired.
      language: language.optional(),
      accepted: consents,
      timeZone: timeZone.optional(),
    }),
    reply: me,
  }),
  renewInvitation: route({
    method: 'POST',
    path: '/api/invitations/renew',
    summary: 'Have a new code sent to the address of an expired one. Answers the same whatever the code is.',
    may: 'anyone',
    body: z.strictObject({ code: typedAccessCode }),
  }),
  askPasswordReset: route({
    method: 'POST',
    path: '/api/password-reset/ask',
    summary: 'Have a link sent that sets a new password. Answers the same whether the address is known or not.',
    may: 'anyone',
    body: z.strictObject({ email: z.email().max(254) }),
  }),
  resetPassword: route({
    method: 'POST',
    path: '/api/password-reset',
    summary: 'Set a new password with the token of such a link, and end every session. Fails with resetRefused.',
    may: 'anyone',
    body: z.strictObject({ token: resetToken, password: typedPassword }),
    reply: z.object({ email: z.string() }),
  }),
} as const;
