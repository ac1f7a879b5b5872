import type { Language } from '@invigil/contract/roles';
import type { SittingReview } from '@invigil/contract/routes/reviews';

/** All that is printed of the file of a sitting; passes to another thread as it is. */
export interface PrintedReview {
  review: SittingReview;
  /** Of everybody to whom it was handed over, by their ids. */
  names: Readonly<Record<string, string>>;
  printedAt: string;
  language: Language;
  timeZone: string;
}
