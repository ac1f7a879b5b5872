import type { AnswerContent } from '@invigil/contract/answerContent';
import type { Question } from '@invigil/contract/questions';
import type { CopyAnswer } from '@invigil/contract/routes/copies';
import type { AnswerFile } from '@invigil/contract/routes/writing';
import { copyWords, momentIn } from './copyWords.ts';
import { printDoc } from './printDoc.ts';
import type { PrintedCopy } from './printedCopy.ts';
import { Sheet } from './sheet.ts';

const small = { size: 8.5, colour: 'soft' } as const;
const boxIndent = 20;

/** A copy as a PDF: who wrote what when, each question with its answer, what came late, and the receipt. */
export async function copyPdf(printed: PrintedCopy): Promise<Buffer> {
  const { copy, candidate, hashes, language, timeZone, printedAt } = printed;
  const words = copyWords[language];
  const moment = momentIn(language, timeZone);
  const title = `${copy.exam.title}: ${words.copy.toLowerCase()}`;
  const sheet = new Sheet({ title, author: candidate, language, at: new Date(printedAt) });
  printHeading();
  for (const [at, answer] of copy.answers.entries()) printAnswer(answer, at + 1);
  if (copy.late.length > 0) printLate();
  if (copy.receipt) printReceipt(copy.receipt.hash);
  const foot = `${candidate} · ${copy.exam.title} · ${words.printed} ${moment(printedAt)}`;
  return sheet.end((page, of) => `${foot} · ${words.page(page, of)}`);

  function printHeading(): void {
    sheet.line([{ text: words.copy }], { size: 11, colour: 'soft' });
    sheet.line([{ text: copy.exam.title, font: 'bold' }], { size: 20 });
    sheet.space(8);
    const { submittedAt, receipt } = copy;
    const timer = receipt?.submittedBy === 'timer' ? ` (${words.byTimer})` : '';
    const facts = [
      [words.candidate, candidate],
      ...(printed.startedAt ? [[words.started, moment(printed.startedAt)]] : []),
      [words.submitted, submittedAt ? moment(submittedAt) + timer : words.notSubmitted],
    ];
    for (const [name = '', value = ''] of facts)
      sheet.line([{ text: words.fact(name), font: 'bold' }, { text: value }]);
    if (copy.synchronising) sheet.line([{ text: words.incomplete, font: 'italic' }]);
  }

  function printAnswer({ question, content, files, savedAt, words: count }: CopyAnswer, number: number): void {
    sheet.keepTogether(90);
    sheet.rule();
    const mandatory = question.mandatory ? ` · ${words.mandatory}` : '';
    sheet.line([{ text: words.question(number, copy.answers.length) + mandatory }], small);
    printLines(question.prompt, 'bold');
    sheet.space(6);
    if (content?.kind === 'text') printDoc(sheet, content.doc);
    if (question.kind === 'choice') printChoices(question, content);
    if (files.length > 0) printFiles(files);
    if (content === null && files.length === 0) sheet.line([{ text: words.unanswered, font: 'italic' }]);
    const length = question.kind === 'text' ? ` · ${words.words(count)}` : '';
    if (savedAt) sheet.line([{ text: words.saved(moment(savedAt)) + length }], small);
  }

  function printChoices(question: Extract<Question, { kind: 'choice' }>, content: AnswerContent | null): void {
    const chosen: readonly string[] = content?.kind === 'choice' ? content.choiceIds : [];
    const [yes, no] = question.several ? ['☑', '☐'] : ['◉', '○'];
    for (const { choiceId, text } of question.choices) {
      const isChosen = chosen.includes(choiceId);
      const run = { text, font: isChosen ? ('bold' as const) : ('plain' as const) };
      sheet.line([run], { indent: boxIndent, marker: isChosen ? yes : no });
    }
    sheet.space(4);
  }

  function printFiles(files: readonly AnswerFile[]): void {
    sheet.line([{ text: words.files, font: 'bold' }]);
    for (const { fileId, fileName, byteSize, uploadedAt } of files) {
      sheet.line([{ text: fileName }], { indent: boxIndent, marker: '•' });
      sheet.line([{ text: `${words.size(byteSize)}, ${moment(uploadedAt)}` }], { ...small, indent: boxIndent });
      const hash = [{ text: `SHA-256 ${hashes[fileId] ?? ''}`, font: 'mono' as const }];
      sheet.line(hash, { size: 7.5, colour: 'soft', indent: boxIndent });
    }
    sheet.space(4);
  }

  function printLate(): void {
    sheet.keepTogether(110);
    sheet.rule();
    sheet.line([{ text: words.lateTitle, font: 'bold' }], { size: 14 });
    sheet.line([{ text: words.lateText }], small);
    for (const { questionId, content, text, savedAt } of copy.late) {
      const number = copy.answers.findIndex(({ question }) => question.questionId === questionId) + 1;
      sheet.space(8);
      sheet.keepTogether(40);
      sheet.line([{ text: words.lateOf(number, moment(savedAt)), font: 'bold' }]);
      if (content.kind === 'text') printDoc(sheet, content.doc);
      else printLines(text);
    }
  }

  function printReceipt(hash: string): void {
    sheet.keepTogether(80);
    sheet.rule();
    sheet.line([{ text: words.receipt, font: 'bold' }], { size: 14 });
    sheet.line([{ text: words.receiptText }], small);
    sheet.line([{ text: hash, font: 'mono' }], { size: 9 });
  }

  function printLines(text: string, font: 'plain' | 'bold' = 'plain'): void {
    if (text === '') return;
    for (const line of text.split('\n')) sheet.line([{ text: line, font }]);
  }
}
