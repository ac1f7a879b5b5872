import { audit } from './en/audit.ts';
import { exams } from './en/exams.ts';
import { legal } from './en/legal.ts';
import { people } from './en/people.ts';
import { person } from './en/person.ts';
import { questions } from './en/questions.ts';
import { rooms } from './en/rooms.ts';
import { roster } from './en/roster.ts';
import { runs } from './en/runs.ts';
import { shared } from './en/shared.ts';

/** Every text of the admin's pages, in one file for each feature. */
export const en = { ...shared, people, person, runs, roster, exams, questions, rooms, audit, legal };
export type AdminMessages = typeof en;
