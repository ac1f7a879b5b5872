import { randomUUID } from 'node:crypto';
import { type AnswerContent, plainText, wordCount } from '@invigil/contract/answerContent';
import type { AnswerNode } from '@invigil/contract/answerDoc';
import { answerFileId, choiceId, examId, questionId, sittingId } from '@invigil/contract/ids';
import type { CopyAnswer } from '@invigil/contract/routes/copies';
import type { PrintedCopy } from '../src/copies/pdf/printedCopy.ts';

const letters = (text: string, ...marks: ('bold' | 'italic' | 'underline' | 'strike' | 'code')[]): AnswerNode => ({
  type: 'text',
  text,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
const paragraph = (...content: AnswerNode[]): AnswerNode => ({ type: 'paragraph', content });
const item = (...content: AnswerNode[]): AnswerNode => ({ type: 'listItem', content });

/** Everything that can be written, in several alphabets. */
export const manyNodes: AnswerNode = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [letters('I. L’énoncé du problème')] },
    paragraph(
      letters('Le droit '),
      letters('civil', 'bold'),
      letters(' et le droit '),
      letters('pénal', 'italic'),
      letters(' ne sont '),
      letters('jamais', 'bold', 'italic'),
      letters(' confondus ; '),
      letters('souligné', 'underline'),
      letters(', '),
      letters('barré', 'strike'),
      letters(' et '),
      letters('code(x)', 'code'),
      letters('. '),
      letters('Œuvre, cœur, naïveté, à Noël, ça ira — « vraiment ». '.repeat(6)),
    ),
    { type: 'heading', attrs: { level: 2 }, content: [letters('A. Première partie')] },
    paragraph(letters('Avant le retour'), { type: 'hardBreak' }, letters('après le retour.')),
    {
      type: 'bulletList',
      content: [
        item(paragraph(letters('Un point qui est assez long pour aller à la ligne, et même un peu plus. '.repeat(3)))),
        item(paragraph(letters('Deux')), {
          type: 'orderedList',
          attrs: { start: 3 },
          content: [item(paragraph(letters('trois'))), item(paragraph(letters('quatre')))],
        }),
      ],
    },
    { type: 'blockquote', content: [paragraph(letters('Citation : « Nul n’est censé ignorer la loi. »'))] },
    { type: 'codeBlock', attrs: { language: null }, content: [letters('if (a < b) {\n\treturn b;\n}')] },
    { type: 'horizontalRule' },
    paragraph(letters('Ελληνικά: Γειά σου Κόσμε. Кириллица: Привет, мир. Emoji: 🎓 👩‍🎓 😀 🇫🇷. 日本語 العربية עברית.')),
    { type: 'paragraph' },
    paragraph(letters('Fin.')),
  ],
};

/** A copy of a text, a choice, files and an answer that was not given. */
export function aPrintedCopy(doc: AnswerNode, given: Partial<PrintedCopy> = {}): PrintedCopy {
  const content: AnswerContent = { kind: 'text', doc };
  const [yes, no, file] = [
    choiceId.parse(randomUUID()),
    choiceId.parse(randomUUID()),
    answerFileId.parse(randomUUID()),
  ];
  const id = () => questionId.parse(randomUUID());
  const savedAt = '2026-06-15T09:30:12.000Z';
  const of = (question: CopyAnswer['question'], answer: AnswerContent | null): CopyAnswer => {
    const text = answer ? plainText(answer) : '';
    const words = wordCount(text);
    return { question, content: answer, text, words, savedAt: answer ? savedAt : null, files: [] };
  };
  const textQuestion = id();
  const fileQuestion = id();
  const files = [
    {
      fileId: file,
      questionId: fileQuestion,
      fileName: 'Plan d’ensemble (v2).pdf',
      mediaType: 'application/pdf',
      byteSize: 1_654_321,
      uploadedAt: savedAt,
    },
  ];
  return {
    copy: {
      sittingId: sittingId.parse(randomUUID()),
      state: 'submitted',
      exam: {
        examId: examId.parse(randomUUID()),
        title: 'Droit civil, session de juin',
        opensAt: '2026-06-15T08:00:00.000Z',
        closesAt: '2026-06-15T11:00:00.000Z',
        kind: 'exam',
      },
      submittedAt: '2026-06-15T10:00:00.000Z',
      synchronising: false,
      answers: [
        of(
          {
            kind: 'text',
            questionId: textQuestion,
            prompt: 'Discutez.\nEn deux parties.',
            mandatory: true,
            mostWords: null,
          },
          content,
        ),
        of(
          {
            kind: 'choice',
            questionId: id(),
            prompt: 'Est-ce vrai ?',
            mandatory: false,
            several: false,
            choices: [
              { choiceId: yes, text: 'Oui' },
              { choiceId: no, text: 'Non' },
            ],
          },
          { kind: 'choice', choiceIds: [yes] },
        ),
        {
          ...of(
            { kind: 'file', questionId: fileQuestion, prompt: 'Votre plan.', mandatory: false },
            { kind: 'file', fileIds: [file] },
          ),
          files,
        },
        of({ kind: 'text', questionId: id(), prompt: 'Autre chose ?', mandatory: false, mostWords: 100 }, null),
      ],
      late: [{ questionId: textQuestion, content, text: 'tard', savedAt: '2026-06-15T10:05:00.000Z' }],
      receipt: {
        submittedAt: '2026-06-15T10:00:00.000Z',
        submittedBy: 'timer',
        hash: `${'c0ffee'.repeat(10)}abcd`,
        questions: [],
      },
    },
    candidate: 'Zoé Lefèvre-Ørsted',
    startedAt: '2026-06-15T08:02:00.000Z',
    printedAt: '2026-06-16T07:00:00.000Z',
    hashes: { [file]: 'ab12'.repeat(16) },
    language: 'fr',
    timeZone: 'Europe/Paris',
    ...given,
  };
}
