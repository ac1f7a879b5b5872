import { z } from 'zod';
import { examId } from '../ids.ts';
import { instant } from './route.ts';

/** A technical test is written like an exam and never graded. */
export const examKinds = ['exam', 'technicalTest'] as const;
export const examKind = z.enum(examKinds);
export type ExamKind = z.infer<typeof examKind>;

/** Candidates see an exam from `published` on, and are told when it is `cancelled`. */
export const examStates = ['draft', 'published', 'cancelled'] as const;
export const examState = z.enum(examStates);
export type ExamState = z.infer<typeof examState>;

/** What happens when a candidate has a second display: nothing, a warning and an incident, or no start. */
export const secondDisplayPolicies = ['allowed', 'warned', 'refused'] as const;
export const secondDisplayPolicy = z.enum(secondDisplayPolicies);
export type SecondDisplayPolicy = z.infer<typeof secondDisplayPolicy>;

export const examRules = z.object({
  webcam: z.boolean(),
  screen: z.boolean(),
  /** Whether a technical test must have been passed before. */
  technicalTest: z.boolean(),
  secondDisplay: secondDisplayPolicy,
});
export type ExamRules = z.infer<typeof examRules>;

/** What everybody who meets an exam sees of it. */
export const examHeading = z.object({ examId, title: z.string(), opensAt: instant, closesAt: instant });
