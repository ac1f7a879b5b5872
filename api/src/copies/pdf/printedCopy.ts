import type { Language } from '@invigil/contract/roles';
import type { MyCopy } from '@invigil/contract/routes/copies';

/** All that is printed of a copy; passes to another thread as it is. */
export interface PrintedCopy {
  copy: Omit<MyCopy, 'text'>;
  candidate: string;
  startedAt: string | null;
  printedAt: string;
  /** SHA-256 by the id of a file, hexadecimal. */
  hashes: Readonly<Record<string, string>>;
  language: Language;
  timeZone: string;
}
