import { z } from 'zod';
import { type AnswerNode, answerDoc, docText } from './answerDoc.ts';
import { answerFileId, choiceId } from './ids.ts';
import { limits } from './limits.ts';

/** What a candidate gives to one question, of the question's kind. */
export const answerContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), doc: answerDoc }),
  z.strictObject({ kind: z.literal('choice'), choiceIds: z.array(choiceId).max(limits.choicesPerQuestion) }),
  z.strictObject({ kind: z.literal('file'), fileIds: z.array(answerFileId).max(limits.filesPerAnswer) }),
]);
export type AnswerContent = z.infer<typeof answerContent>;

/** The names of what a content only has ids of. */
export interface ContentNames {
  choices?: readonly { choiceId: string; text: string }[];
  files?: readonly { fileId: string; fileName: string }[];
}

/** An answer in plain letters, one line for each block, choice or file. An id without a name is left out. */
export function plainText(content: AnswerContent, { choices = [], files = [] }: ContentNames = {}): string {
  if (content.kind === 'text') return docText(content.doc);
  const names: (string | undefined)[] =
    content.kind === 'choice'
      ? content.choiceIds.map((id) => choices.find((choice) => choice.choiceId === id)?.text)
      : content.fileIds.map((id) => files.find((file) => file.fileId === id)?.fileName);
  return names.filter((name) => name !== undefined).join('\n');
}

/** How many words a text has: what stands between spaces and has a letter or a digit. */
export function wordCount(text: string): number {
  return text.split(/\s+/u).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length;
}

/** Whether anything was answered at all. */
export function isAnswered(content: AnswerContent): boolean {
  if (content.kind === 'choice') return content.choiceIds.length > 0;
  if (content.kind === 'file') return content.fileIds.length > 0;
  return docText(content.doc).trim() !== '';
}

/** Nothing, in the form of an answer. */
export function emptyContent(kind: AnswerContent['kind']): AnswerContent {
  if (kind === 'choice') return { kind, choiceIds: [] };
  if (kind === 'file') return { kind, fileIds: [] };
  return textContent('');
}

/** A plain text as an answer, one paragraph for each of its lines; `plainText` gives the same text back. */
export function textContent(text: string): AnswerContent {
  const paragraphs = text.split('\n').map((line): AnswerNode => {
    return line === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text: line }] };
  });
  return { kind: 'text', doc: { type: 'doc', content: paragraphs } };
}
