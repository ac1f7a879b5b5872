import { answerContent } from '@invigil/contract/answerContent';
import { questionId, sittingId } from '@invigil/contract/ids';
import { z } from 'zod';

/** One answer as this device keeps it, from the first letter on, whatever becomes of the page or the network. */
export const keptAnswer = z.object({
  sittingId,
  questionId,
  /** What the person sees. */
  content: answerContent,
  /** What the server had when this was written, and its revision there: what a merge starts from. */
  base: answerContent,
  baseRevision: z.int().min(0),
  /** Of this very content: sent again, it answers the same. */
  saveId: z.uuid(),
  /** Whether the server has this content. */
  isSaved: z.boolean(),
  /** Names of contents that were sent and never answered: the server may have them, and then they are our own. */
  sentKeys: z.array(z.string()),
  /** Keys of blocks that stand twice since a merge, until the person decides. */
  doubledKeys: z.array(z.string()),
  /** Milliseconds of this device's clock. */
  typedAt: z.number(),
  /** When the server last said it has it, by the server's clock. */
  savedAt: z.string().nullable(),
  /** Whether it came after the end and stands beside the copy. */
  isLate: z.boolean(),
  /** Grows by one with each write, so that two tabs see that the other wrote. */
  version: z.int(),
});
export type KeptAnswer = z.infer<typeof keptAnswer>;
