import type { RoomId } from '@invigil/contract/ids';
import { incidentFacts } from '@invigil/contract/incidentKinds';
import type { Language } from '@invigil/contract/roles';
import type { EntityManager } from '@mikro-orm/postgresql';
import { interventionEntryOf } from '../conversations/entries.ts';
import { byteOrderMark, csvLine, delimiterOf } from '../files/csv.ts';
import { Incident } from '../incidents/incident.ts';
import { Intervention } from '../interventions/intervention.ts';
import { Look } from '../looks/look.ts';
import { Sitting } from '../sittings/sitting.ts';
import { coverageOf } from './coverage.ts';
import { namesIn } from './names.ts';
import { writingOf } from './readReview.ts';
import { incidentIn, interventionIn, type ReviewWords } from './words/reviewWords.ts';
import { wordsIn } from './words/wordsIn.ts';

/** Sittings read at once: little memory, few queries. */
const sittingsAtOnce = 100;

/** What a line has beside its type and its sitting; what it has nothing of stays empty. */
interface Line {
  from?: Date | null | undefined;
  until?: Date | null | undefined;
  nature?: string;
  what?: string;
  by?: string;
  reason?: string;
  undoneAt?: Date | null | undefined;
  undoReason?: string | null | undefined;
  looks?: number;
  lookedSeconds?: number;
  longestGapSeconds?: number | null;
}
type LineType = keyof ReviewWords['table']['types'];

/** The whole report of a room as CSV, piece by piece: candidate after candidate by name, and of each the first thing first. */
export async function* roomReportLines(
  em: EntityManager,
  { roomId, language, now }: { roomId: RoomId; language: Language; now: Date },
): AsyncGenerator<string> {
  const words = wordsIn[language];
  const delimiter = delimiterOf[language];
  yield byteOrderMark + csvLine(words.table.headings, delimiter);
  for (let offset = 0; ; offset += sittingsAtOnce) {
    const reading = em.fork();
    const sittings = await reading.find(
      Sitting,
      { room: roomId },
      {
        populate: ['candidate', 'exam'],
        orderBy: { candidate: { name: 'asc' }, id: 'asc' },
        limit: sittingsAtOnce,
        offset,
      },
    );
    const lines = await linesOf(reading, sittings, { words, delimiter, now });
    if (lines.length > 0) yield lines.join('');
    if (sittings.length < sittingsAtOnce) return;
  }
}

async function linesOf(
  em: EntityManager,
  sittings: readonly Sitting[],
  { words, delimiter, now }: { words: ReviewWords; delimiter: string; now: Date },
): Promise<string[]> {
  const of = { sitting: { $in: sittings.map(({ id }) => id) } };
  const incidents = await em.find(Incident, of, { orderBy: { beganAt: 'asc', id: 'asc' } });
  const done = await em.find(Intervention, of, { populate: ['by'], orderBy: { at: 'asc', id: 'asc' } });
  const looks = await em.find(Look, of);
  const names = await namesIn(em, done.map(interventionEntryOf));

  return sittings.flatMap((sitting) => {
    const line = (type: LineType, given: Line) =>
      csvLine([words.table.types[type], sitting.candidate.name, sitting.id, ...cellsOf(given)], delimiter);
    return [
      ...incidents.filter(isOf(sitting)).map((incident) =>
        line('incident', {
          from: incident.beganAt,
          until: incident.endedAt,
          nature: words.natures[incident.nature],
          what: incidentIn(words, incidentFacts.parse({ kind: incident.kind, facts: incident.facts })),
          by: words.reporters[incident.reportedBy],
        }),
      ),
      ...done.filter(isOf(sitting)).map((one) =>
        line('intervention', {
          from: one.at,
          what: interventionIn(words, interventionEntryOf(one).intervention, (id) => names[id] ?? id),
          by: one.by.name,
          reason: one.reason,
          undoneAt: one.undoneAt,
          undoReason: one.undoReason,
        }),
      ),
      line('coverage', coverageLine(sitting, looks.filter(isOf(sitting)), now)),
    ];
  });
}

const isOf =
  ({ id }: Sitting) =>
  ({ sitting }: { sitting: { id: string } }) =>
    sitting.id === id;

function coverageLine(sitting: Sitting, looks: readonly Look[], now: Date): Line {
  const writing = writingOf(sitting, now);
  const { looks: count, seconds, longestGapSeconds } = coverageOf(looks, writing);
  return { from: writing?.from, until: writing?.until, looks: count, lookedSeconds: seconds, longestGapSeconds };
}

function cellsOf(line: Line): string[] {
  const instant = (at: Date | null | undefined) => at?.toISOString() ?? '';
  const number = (count: number | null | undefined) => count?.toString() ?? '';
  return [
    ...[instant(line.from), instant(line.until), line.nature ?? '', line.what ?? '', line.by ?? '', line.reason ?? ''],
    ...[instant(line.undoneAt), line.undoReason ?? ''],
    ...[number(line.looks), number(line.lookedSeconds), number(line.longestGapSeconds)],
  ];
}
