import type { MailKind } from '@invigil/contract/routes/admin/person';
import type { Letter } from './letter.ts';

/** What a text is made of. */
export interface Material {
  name: string;
  /** What the mail was queued with. @throws {Error} when it was queued without. */
  fact(name: string): string;
  /** An instant of the facts in words, in the person's language and time zone. */
  moment(name: string): string;
  /** The code or link that the mail is about; empty when it has none. */
  code: string;
  link: string;
}

export type MailTexts = Record<MailKind, (material: Material) => Letter>;
