import type { Language } from '@invigil/contract/roles';
import type { RosterColumn, RosterProblem } from '@invigil/contract/rosterColumns';
import type { RosterIssue } from '@invigil/contract/routes/admin/roster';
import { email, extraMinutes, personName, roomName } from '@invigil/contract/routes/fields';
import type { z } from 'zod';
import { Account } from '../accounts/account.ts';
import { plain } from './rosterHeading.ts';
import type { RosterLine } from './rosterImport.ts';
import type { RosterRow } from './rosterRow.ts';

const longestEmail = 254;
const spokenLanguages: Readonly<Record<string, Language>> = {
  fr: 'fr',
  frfr: 'fr',
  francais: 'fr',
  french: 'fr',
  en: 'en',
  engb: 'en',
  enus: 'en',
  anglais: 'en',
  english: 'en',
};

/** Checks each row by itself and against the rows before it. A row with any issue gives no line. */
export function checkRows(
  rows: readonly RosterRow[],
  places: readonly (RosterColumn | undefined)[],
  { hasExam }: { hasExam: boolean },
): { lines: RosterLine[]; issues: RosterIssue[] } {
  const issues: RosterIssue[] = [];
  const lines: RosterLine[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of rows) {
    const before = issues.length;
    const report = (column: RosterColumn | null, problem: RosterProblem, value: string) =>
      issues.push({ line, column, problem, value });
    const cell = (column: RosterColumn) => cells[places.indexOf(column)] ?? '';
    // Beyond the heading, or under one that names nothing.
    const stray = cells.find((value, place) => value !== '' && places[place] === undefined);
    if (stray !== undefined) report(null, 'tooManyCells', stray);

    const address = Account.emailOf(cell('email'));
    const emailProblem = problemOfEmail(address);
    if (emailProblem) report('email', emailProblem, cell('email'));
    else if (seen.has(address)) report('email', 'duplicateInFile', address);
    seen.add(address);

    const name = cell('name');
    const nameProblem = name === '' ? 'missing' : problemOfText(personName, name);
    if (nameProblem) report('name', nameProblem, name);

    const language = spokenLanguages[plain(cell('language'))] ?? null;
    if (language === null && cell('language') !== '') report('language', 'badLanguage', cell('language'));

    const room = cell('room');
    const roomProblem = room === '' ? undefined : hasExam ? problemOfText(roomName, room) : 'needsExam';
    if (roomProblem) report('room', roomProblem, room);

    const minutes = cell('extraMinutes');
    const minutesProblem = minutes === '' ? undefined : hasExam ? problemOfMinutes(minutes) : 'needsExam';
    if (minutesProblem) report('extraMinutes', minutesProblem, minutes);

    if (issues.length > before) continue;
    lines.push({
      line,
      email: address,
      name,
      language,
      room: room === '' ? null : room,
      extraMinutes: minutes === '' ? null : Number(minutes),
    });
  }
  return { lines, issues };
}

function problemOfEmail(address: string): RosterProblem | undefined {
  if (address === '') return 'missing';
  if (address.length > longestEmail) return 'tooLong';
  return email.safeParse(address).success ? undefined : 'badEmail';
}

function problemOfText(schema: z.ZodType, text: string): RosterProblem | undefined {
  const { error } = schema.safeParse(text);
  if (!error) return undefined;
  return error.issues.some(({ code }) => code === 'too_big') ? 'tooLong' : 'badCharacters';
}

function problemOfMinutes(text: string): RosterProblem | undefined {
  return /^\d{1,5}$/.test(text) && extraMinutes.safeParse(Number(text)).success ? undefined : 'badNumber';
}
