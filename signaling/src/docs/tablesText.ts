import { readFileSync } from 'node:fs';
import { errorTable } from '@invigil/contract/errors';
import {
  candidateWelcome,
  closeReasons,
  heartbeatFrame,
  noteFrame,
  proctorWelcome,
  replyFrame,
  requestFrame,
  resumedFrame,
  welcomeFrame,
} from '@invigil/contract/frames';
import { limits } from '@invigil/contract/limits';
import { notes } from '@invigil/contract/notes';
import { signals } from '@invigil/contract/signals';
import { namedTypes, schemaText } from './schemaText.ts';

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The comment above each row of a table in the contract's source. */
function commentsOf(file: string): Map<string, string> {
  const source = readFileSync(new URL(import.meta.resolve(`@invigil/contract/${file}`)), 'utf8');
  const rows = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(\w+):/g);
  return new Map(
    [...rows].map(([, comment = '', name = '']) => [name, comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim()]),
  );
}

function signalRows(): string {
  const comments = commentsOf('signals');
  return table(
    ['request', 'who', 'data', 'reply', 'what'],
    Object.entries(signals).map(([name, { data, reply, may }]) => [
      code(name),
      may.join(', '),
      code(schemaText(data)),
      code(schemaText(reply)),
      comments.get(name) ?? '',
    ]),
  );
}

function noteRows(): string {
  const comments = commentsOf('notes');
  return table(
    ['note', 'to', 'data', 'what'],
    Object.entries(notes).map(([name, { data, audience }]) => [
      code(name),
      audience.join(', '),
      code(schemaText(data)),
      comments.get(name) ?? '',
    ]),
  );
}

function frameRows(): string {
  const here = `${schemaText(candidateWelcome)} | ${schemaText(proctorWelcome)}`;
  const frames = {
    request: requestFrame,
    welcome: welcomeFrame,
    resumed: resumedFrame,
    reply: replyFrame,
    note: noteFrame,
    heartbeat: heartbeatFrame,
  };
  const rows = Object.entries(frames).map(([name, schema]) => [
    name,
    name === 'request' ? 'page' : 'server',
    code(schemaText(schema).replace(here, 'Here')),
  ]);
  return `${table(['frame', 'from', 'form'], rows)}\n\n${code('Here')} is ${code(here)}.`;
}

function closeRows(): string {
  return table(
    ['code', 'reason', 'what the page tells', 'may resume'],
    Object.entries(closeReasons).map(([reason, row]) => [
      String(row.code),
      code(reason),
      code(row.error),
      row.retry ? 'yes' : 'no',
    ]),
  );
}

function errorRows(): string {
  return table(
    ['code', 'status', 'fields'],
    Object.entries(errorTable).map(([name, { status, fields }]) => [
      code(name),
      String(status),
      Object.keys(fields.shape).map(code).join(', '),
    ]),
  );
}

function limitRows(): string {
  const comments = commentsOf('limits');
  return table(
    ['limit', 'value', 'what'],
    Object.entries(limits).map(([name, value]) => [code(name), value.toLocaleString('en'), comments.get(name) ?? '']),
  );
}

const typeRows = () =>
  table(
    ['type', 'form'],
    namedTypes().map(([name, text]) => [code(name), code(text)]),
  );

/** The tables of the wire as Markdown, derived from the contract. */
export function tablesText(): string {
  const sections: [string, string][] = [
    ['All frames', frameRows()],
    ['All requests', signalRows()],
    ['All notes', noteRows()],
    ['Types', typeRows()],
    ['Close codes', closeRows()],
    ['Errors', errorRows()],
    ['Limits', limitRows()],
  ];
  return sections.map(([title, text]) => `## ${title}\n\n${text}\n`).join('\n');
}

const marker = '<!-- What follows is written by `node signaling/src/docs/writeTables.ts`. -->\n';
export const page = new URL('../../../docs/signaling.md', import.meta.url);

/** The page as it should be: its hand-written beginning, then the tables. */
export function currentPage(): string {
  const text = readFileSync(page, 'utf8');
  const [written] = text.split(marker);
  return `${written}${marker}\n${tablesText()}`;
}
