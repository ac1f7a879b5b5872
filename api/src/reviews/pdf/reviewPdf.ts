import { momentIn } from '../../copies/pdf/copyWords.ts';
import { Sheet } from '../../copies/pdf/sheet.ts';
import { lasting } from '../words/lasting.ts';
import { incidentIn, interventionIn } from '../words/reviewWords.ts';
import { spanOf } from '../words/spanOf.ts';
import { wordsIn } from '../words/wordsIn.ts';
import type { PrintedReview } from './printedReview.ts';

const small = { size: 8.5, colour: 'soft' } as const;
const indent = 20;

/** The file of a sitting as a PDF, in the language of its reader. */
export async function reviewPdf({ review, names, printedAt, language, timeZone }: PrintedReview): Promise<Buffer> {
  const words = wordsIn[language];
  const inWords = momentIn(language, timeZone);
  const moment = (at: number | string) => inWords(typeof at === 'number' ? new Date(at).toISOString() : at);
  const nameOf = (id: string) => names[id] ?? id;
  const { candidateName, exam } = review;
  const title = `${exam.title}: ${words.file.toLowerCase()}`;
  const sheet = new Sheet({ title, author: 'Invigil', language, at: new Date(printedAt) });
  printHeading();
  printCoverage();
  printDecisions();
  printReply();
  printIncidents();
  printInterventions();
  printComments();
  const foot = `${candidateName} · ${exam.title} · ${words.printed} ${moment(printedAt)}`;
  return sheet.end((page, of) => `${foot} · ${words.page(page, of)}`);

  function printHeading(): void {
    sheet.line([{ text: words.file }], { size: 11, colour: 'soft' });
    sheet.line([{ text: candidateName, font: 'bold' }], { size: 20 });
    sheet.line([{ text: exam.title }], { size: 13 });
    sheet.space(8);
    const { startedAt, submittedAt, extraMinutes, creditedSeconds } = review;
    const facts: [string, string][] = [
      [words.candidate, candidateName],
      [words.room, review.roomName],
      [words.exam, words.window(moment(exam.opensAt), moment(exam.closesAt))],
      [words.state, words.states[review.state]],
      [words.started, startedAt ? moment(startedAt) : words.notStarted],
      ...(submittedAt ? [[words.submitted, moment(submittedAt)] satisfies [string, string]] : []),
      [words.extra, words.minutes(extraMinutes)],
      [words.credited, spanOf(creditedSeconds)],
    ];
    for (const [name, value] of facts) sheet.line([{ text: words.fact(name), font: 'bold' }, { text: value }]);
    sheet.space(6);
    sheet.line([{ text: words.noVerdict, font: 'italic' }], small);
  }

  function printCoverage(): void {
    begin(words.coverage);
    const { looks, seconds, lastAt, longestGapSeconds } = review.coverage;
    printText(looks === 0 ? words.neverLooked : words.looks(looks, spanOf(seconds)));
    if (lastAt) printText(words.lastLook(moment(lastAt)));
    if (longestGapSeconds !== null) printText(words.longestGap(spanOf(longestGapSeconds)));
  }

  function printDecisions(): void {
    begin(words.decisions, review.decisions.length === 0 ? words.noDecision : undefined);
    if (review.decisions.length > 1) sheet.line([{ text: words.lastCounts }], small);
    for (const { outcome, reason, byName, at } of review.decisions) {
      printEntry(words.outcomes[outcome], words.by(byName, moment(at)), [reason]);
    }
  }

  function printReply(): void {
    const { reply } = review;
    begin(words.reply, reply ? undefined : words.noReply);
    if (!reply) return;
    sheet.line([{ text: moment(reply.at) }], small);
    printText(reply.text);
  }

  function printIncidents(): void {
    begin(words.incidents, review.incidents.length === 0 ? words.noIncidents : undefined);
    for (const incident of review.incidents) {
      const { incidentId, kind, nature, beganAt, endedAt, reportedBy } = incident;
      const lastedMs = endedAt === null ? null : Date.parse(endedAt) - Date.parse(beganAt);
      const span = lastedMs === null ? words.goesOn : words.lasted(spanOf(Math.round(lastedMs / 1_000)));
      const spans = lasting.has(kind) ? [span] : [];
      const about = [words.natures[nature], moment(beganAt), ...spans, words.reporters[reportedBy]].join(' · ');
      const remarks = review.comments.filter((comment) => comment.incidentId === incidentId);
      printEntry(incidentIn(words, incident), about, []);
      for (const { text, byName, at } of remarks) printRemark(text, words.by(byName, moment(at)));
    }
  }

  function printInterventions(): void {
    begin(words.interventions, review.interventions.length === 0 ? words.noInterventions : undefined);
    for (const { byName, entry } of review.interventions) {
      const { intervention } = entry;
      const { reason, undoneAt, undoReason, answeredAt } = intervention;
      const more = [
        ...(answeredAt === null ? [] : [words.shown(moment(answeredAt))]),
        ...(undoneAt === null ? [] : [words.undone(moment(undoneAt), undoReason ?? '')]),
      ];
      printEntry(interventionIn(words, intervention, nameOf), words.by(byName, moment(entry.at)), [reason, ...more]);
    }
  }

  function printComments(): void {
    const ofSitting = review.comments.filter(({ incidentId }) => incidentId === null);
    begin(words.comments, ofSitting.length === 0 ? words.noComments : undefined);
    for (const { text, byName, at } of ofSitting) printRemark(text, words.by(byName, moment(at)));
  }

  /** The title of a part, with what is said when there is nothing in it. */
  function begin(name: string, nothing?: string): void {
    sheet.keepTogether(90);
    sheet.rule();
    sheet.line([{ text: name, font: 'bold' }], { size: 14 });
    if (nothing !== undefined) sheet.line([{ text: nothing, font: 'italic' }]);
  }

  function printEntry(what: string, about: string, texts: readonly string[]): void {
    sheet.keepTogether(44);
    sheet.space(4);
    sheet.line([{ text: what, font: 'bold' }]);
    sheet.line([{ text: about }], small);
    for (const text of texts) printText(text);
  }

  function printRemark(text: string, about: string): void {
    sheet.keepTogether(34);
    printText(text, indent);
    sheet.line([{ text: about }], { ...small, indent });
  }

  function printText(text: string, left = 0): void {
    for (const line of text.split('\n')) sheet.line([{ text: line }], { indent: left });
  }
}
