import { z } from 'zod';
import { answerContent } from '../answerContent.ts';
import { questionId, sittingId } from '../ids.ts';
import { question } from '../questions.ts';
import { copySummary } from './dashboard.ts';
import { candidateOnly, instant, route } from './route.ts';
import { answerFile, copyReceipt } from './writing.ts';

/** What was given to one question; null content when nothing was. */
export const copyAnswer = z.object({
  question,
  content: answerContent.nullable(),
  /** The same in plain letters. */
  text: z.string(),
  words: z.int(),
  savedAt: instant.nullable(),
  files: z.array(answerFile),
});
export type CopyAnswer = z.infer<typeof copyAnswer>;

export const myCopy = copySummary.extend({
  /** All answers in plain letters. */
  text: z.string(),
  /** By question, in the order of the exam. */
  answers: z.array(copyAnswer),
  /** What was typed in time and came after the end: kept beside the copy, not in it. */
  late: z.array(z.object({ questionId, content: answerContent, text: z.string(), savedAt: instant })),
  /** Null until it is handed in, and for what was handed in before there were receipts. */
  receipt: copyReceipt.nullable(),
});
export type MyCopy = z.infer<typeof myCopy>;

const oneSitting = z.strictObject({ sittingId });

export const copyRoutes = {
  myCopy: route({
    method: 'GET',
    path: '/api/copies/:sittingId',
    summary: 'One copy that I handed in.',
    may: candidateOnly,
    params: oneSitting,
    reply: myCopy,
  }),
  myCopyPdf: route({
    method: 'GET',
    path: '/api/copies/:sittingId/pdf',
    summary: 'One copy that I handed in, to keep or to print, with its receipt.',
    may: candidateOnly,
    params: oneSitting,
    download: 'application/pdf',
  }),
} as const;
