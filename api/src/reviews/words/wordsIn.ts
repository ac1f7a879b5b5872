import type { Language } from '@invigil/contract/roles';
import { englishReview } from './english.ts';
import { frenchReview } from './french.ts';
import type { ReviewWords } from './reviewWords.ts';

/** What the file of a sitting says, by the language of its reader. */
export const wordsIn: Readonly<Record<Language, ReviewWords>> = { fr: frenchReview, en: englishReview };
