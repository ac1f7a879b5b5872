import { z } from 'zod';

/** Where a sitting stands. `noShow` never began; `submitted` by its candidate or by the timer. */
export const sittingState = z.enum([
  'scheduled',
  'lobby',
  'writing',
  'paused',
  'submitting',
  'submitted',
  'timedOut',
  'terminated',
  'noShow',
]);
export type SittingState = z.infer<typeof sittingState>;
