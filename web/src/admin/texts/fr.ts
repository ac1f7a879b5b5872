import type { TextsOf } from '../../i18n/textsOf.ts';
import type { AdminMessages } from './en.ts';
import { audit } from './fr/audit.ts';
import { exams } from './fr/exams.ts';
import { legal } from './fr/legal.ts';
import { people } from './fr/people.ts';
import { person } from './fr/person.ts';
import { questions } from './fr/questions.ts';
import { rooms } from './fr/rooms.ts';
import { roster } from './fr/roster.ts';
import { runs } from './fr/runs.ts';
import { shared } from './fr/shared.ts';

/** The same keys as in English. */
export const fr: TextsOf<AdminMessages> = {
  ...shared,
  people,
  person,
  runs,
  roster,
  exams,
  questions,
  rooms,
  audit,
  legal,
};
