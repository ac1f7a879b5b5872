import type { AnswerContent } from '@invigil/contract/answerContent';
import type { AnswerNode } from '@invigil/contract/answerDoc';
import type { Question } from '@invigil/contract/questions';
import { contentKey } from './contentKey.ts';
import { mergeBlocks } from './merge.ts';

export interface MergedContent {
  content: AnswerContent;
  /** Blocks of a text that stand twice, in two versions, until the person decides. */
  doubled: AnswerNode[];
}

/**
 * Joins two versions of one answer that were both made of `base`. One side that changed nothing changes nothing in the
 * other. Of a choice that allows one only, ours counts: it is what the person sees.
 */
export function mergeContent(
  question: Question,
  base: AnswerContent,
  ours: AnswerContent,
  theirs: AnswerContent,
): MergedContent {
  const [was, mine, other] = [base, ours, theirs].map(contentKey);
  if (mine === was || mine === other) return { content: theirs, doubled: [] };
  if (other === was) return { content: ours, doubled: [] };
  if (ours.kind === 'text' && theirs.kind === 'text') {
    const { blocks, doubled } = mergeBlocks(blocksOf(base), blocksOf(ours), blocksOf(theirs));
    const content = blocks.length === 0 ? [{ type: 'paragraph' } as const] : blocks;
    return { content: { kind: 'text', doc: { type: 'doc', content } }, doubled };
  }
  if (ours.kind === 'choice' && theirs.kind === 'choice') {
    const isOne = question.kind === 'choice' && !question.several;
    const before = base.kind === 'choice' ? base.choiceIds : [];
    if (isOne) return { content: ours.choiceIds.length === 0 ? theirs : ours, doubled: [] };
    return { content: { kind: 'choice', choiceIds: join(before, ours.choiceIds, theirs.choiceIds) }, doubled: [] };
  }
  if (ours.kind === 'file' && theirs.kind === 'file') {
    const before = base.kind === 'file' ? base.fileIds : [];
    return { content: { kind: 'file', fileIds: join(before, ours.fileIds, theirs.fileIds) }, doubled: [] };
  }
  return { content: ours, doubled: [] };
}

function blocksOf(content: AnswerContent): readonly AnswerNode[] {
  return content.kind === 'text' ? (content.doc.content ?? []) : [];
}

/** What either added is in, what either took out is not. */
function join<T>(base: readonly T[], ours: readonly T[], theirs: readonly T[]): T[] {
  const all = [...new Set([...ours, ...theirs])];
  return all.filter((one) => !base.includes(one) || (ours.includes(one) && theirs.includes(one)));
}
