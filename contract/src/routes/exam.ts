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

/** What happens when something is pasted into an answer: nothing, an incident, or it is not taken and that is an incident. */
export const pastePolicies = ['allowed', 'recorded', 'refused'] as const;
export const pastePolicy = z.enum(pastePolicies);
export type PastePolicy = z.infer<typeof pastePolicy>;

export const examRules = z.object({
  webcam: z.boolean(),
  screen: z.boolean(),
  microphone: z.boolean(),
  /** Whether a technical test must have been passed before. */
  technicalTest: z.boolean(),
  secondDisplay: secondDisplayPolicy,
  /** Whether leaving full screen is an incident. */
  fullscreen: z.boolean(),
  paste: pastePolicy,
  /** Nobody starts later than this after the opening; null while the window is open. */
  lateEntryMinutes: z.int().min(0).max(1_440).nullable(),
  /** The most time that faults of the system give back to one candidate; 0 gives none. */
  faultCreditMinutes: z.int().min(0).max(240),
  /** Whether a proctor lets everybody in from the lobby, after an identity check by eye. */
  admission: z.boolean(),
  /** Whether proctors may read what is being written; they always see how much there is. */
  answersShown: z.boolean(),
  /** Everybody is to be looked at full size once in so long. */
  lookMinutes: z.int().min(1).max(120),
});
export type ExamRules = z.infer<typeof examRules>;

/** What an exam asks unless its admin says otherwise. */
export const ordinaryRules: Readonly<ExamRules> = {
  webcam: true,
  screen: true,
  microphone: false,
  technicalTest: false,
  secondDisplay: 'allowed',
  fullscreen: false,
  paste: 'recorded',
  lateEntryMinutes: null,
  faultCreditMinutes: 30,
  admission: false,
  answersShown: false,
  lookMinutes: 10,
};

/** What everybody who meets an exam sees of it. */
export const examHeading = z.object({ examId, title: z.string(), opensAt: instant, closesAt: instant });
