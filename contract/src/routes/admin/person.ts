import { z } from 'zod';
import { checkedStep, deviceCheckKind } from '../../deviceCheckSteps.ts';
import { examId, invitationId, personId, sittingId } from '../../ids.ts';
import { language, role } from '../../roles.ts';
import { sittingState } from '../../sittingStates.ts';
import { deviceValidationState } from '../dashboard.ts';
import { invitationState } from '../invitations.ts';
import { acceptance } from '../legal.ts';
import { listOf, paging } from '../paging.ts';
import { instant } from '../route.ts';

/**
 * How far a person has come, exactly one of: never invited (or the invitation was revoked), invited, code expired, active,
 * active with a valid device check, suspended.
 */
export const personStandings = ['new', 'invited', 'codeExpired', 'active', 'validated', 'suspended'] as const;
export const personStanding = z.enum(personStandings);
export type PersonStanding = z.infer<typeof personStanding>;

/** What a list can be filtered by: a standing, or `atRisk` for whoever has any risk beside it. */
export const personStatuses = [...personStandings, 'atRisk'] as const;
export type PersonStatus = (typeof personStatuses)[number];

/** Why somebody with an exam in the next seven days may not be able to sit it. */
export const riskReasons = [
  'notActivated',
  'codeExpired',
  'deviceNotValidated',
  /** It is valid now, and will not be any more when the exam opens. */
  'deviceExpires',
  'technicalTestMissing',
] as const;
export const riskReason = z.enum(riskReasons);
export type RiskReason = z.infer<typeof riskReason>;

export const invitation = z.object({
  invitationId,
  state: invitationState,
  sentAt: instant,
  expiresAt: instant,
  endedAt: instant.nullable(),
});
export type Invitation = z.infer<typeof invitation>;

export const person = z.object({
  personId,
  name: z.string(),
  email: z.string(),
  role,
  language,
  standing: personStanding,
  risks: z.array(riskReason),
  /** The last one; null before the first. */
  invitation: invitation.nullable(),
  nextExamAt: instant.nullable(),
  createdAt: instant,
  deletionRequestedAt: instant.nullable(),
});
export type Person = z.infer<typeof person>;

/** What a mail is about; each kind has its texts in both languages. */
export const mailKinds = [
  'invitation',
  'alreadyActive',
  'passwordReset',
  'passwordChanged',
  'examRescheduled',
  'examCancelled',
  'examMorning',
  'sittingDecided',
] as const;
export const mailKind = z.enum(mailKinds);
export type MailKind = z.infer<typeof mailKind>;

export const mailState = z.enum(['waiting', 'sent', 'failed']);

/** The last device check of a person, or that there is none. */
export const personDevice = z.object({
  state: deviceValidationState,
  checkedAt: instant.nullable(),
  /** Browser and system in words. */
  device: z.string().nullable(),
  kind: deviceCheckKind.nullable(),
  /** As the server settled them; none of a check made before steps were kept. */
  steps: z.array(checkedStep),
  /** Until when the receipt of a check that passed counts. */
  validUntil: instant.nullable(),
});
export type PersonDevice = z.infer<typeof personDevice>;

export const personDetails = person.extend({
  timeZone: z.string().nullable(),
  invitations: z.array(invitation),
  acceptances: z.array(acceptance),
  sessionCount: z.int(),
  device: personDevice,
  sittings: z.array(
    z.object({
      sittingId,
      state: sittingState,
      extraMinutes: z.int(),
      roomName: z.string(),
      exam: z.object({ examId, title: z.string(), opensAt: instant }),
    }),
  ),
  /** The newest first, twenty at most. */
  mails: z.array(z.object({ kind: mailKind, state: mailState, createdAt: instant, sentAt: instant.nullable() })),
});
export type PersonDetails = z.infer<typeof personDetails>;

/** Who is meant, in a query. */
export const personFilter = z.strictObject({
  status: listOf(personStatuses).optional(),
  role: role.optional(),
  examId: examId.optional(),
});

export const personQuery = paging.extend({
  ...personFilter.shape,
  sort: z.enum(['name', 'email', 'createdAt', 'nextExamAt']).default('name'),
  order: z.enum(['ascending', 'descending']).default('ascending'),
});
