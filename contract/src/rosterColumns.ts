import type { Language } from './roles.ts';

/** The columns of a roster, in the order of the template. Only the first two must be there. */
export const rosterColumns = ['email', 'name', 'language', 'room', 'extraMinutes'] as const;
export type RosterColumn = (typeof rosterColumns)[number];

export const requiredRosterColumns: readonly RosterColumn[] = ['email', 'name'];

/** How a column is headed in each language; a file may use either, in any case and order. */
export const rosterHeadings: Readonly<Record<RosterColumn, Record<Language, string>>> = {
  email: { fr: 'Adresse e-mail', en: 'E-mail' },
  name: { fr: 'Nom complet', en: 'Full name' },
  language: { fr: 'Langue', en: 'Language' },
  room: { fr: 'Salle', en: 'Room' },
  extraMinutes: { fr: 'Temps supplémentaire (min)', en: 'Extra time (min)' },
};

/** What can be wrong with one cell, or with a whole line when no column is named. */
export const rosterProblems = [
  'missing',
  'tooLong',
  'badCharacters',
  'badEmail',
  'badLanguage',
  'badNumber',
  'needsExam',
  'duplicateInFile',
  'otherRole',
  'suspended',
  'sittingBegun',
  'tooManyCells',
  'columnMissing',
  'columnTwice',
  'columnUnknown',
] as const;
export type RosterProblem = (typeof rosterProblems)[number];
