import { language } from '@invigil/contract/roles';
import { consents } from '@invigil/contract/routes/legal';
import { z } from 'zod';

/**
 * What a half-finished activation keeps across a reload of its tab: what was ticked and chosen, and whose account it is.
 * Never the code and never the password.
 */
const activationDraft = z.strictObject({
  name: z.string(),
  language: language.optional(),
  accepted: consents,
});
export type ActivationDraft = z.infer<typeof activationDraft>;

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const key = 'invigil.activation';

/** A browser that keeps nothing for this site has no draft; then a reload begins anew. */
export function readDraft(shelf: () => Shelf): ActivationDraft | undefined {
  try {
    return activationDraft.safeParse(JSON.parse(shelf().getItem(key) ?? 'null')).data;
  } catch {
    return undefined;
  }
}

export function keepDraft(shelf: () => Shelf, draft: ActivationDraft): void {
  try {
    shelf().setItem(key, JSON.stringify(activationDraft.parse(draft)));
  } catch (fault) {
    console.warn('this browser keeps no draft of the activation', fault);
  }
}

export function dropDraft(shelf: () => Shelf): void {
  try {
    shelf().removeItem(key);
  } catch (fault) {
    console.warn('this browser keeps no draft of the activation', fault);
  }
}
