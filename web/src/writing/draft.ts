import { type AnswerContent, emptyContent } from '@invigil/contract/answerContent';
import type { SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import { blockKey, contentKey } from './contentKey.ts';
import type { KeptAnswer } from './keptAnswer.ts';
import { mergeContent } from './mergeContent.ts';

/** The server's version of an answer. */
export interface ServerAnswer {
  revision: number;
  content: AnswerContent;
  savedAt?: string;
}
export interface SaveReply {
  revision: number;
  savedAt: string;
  kept: 'current' | 'late';
}
/** An answer after it met another version of itself. */
export interface Met {
  kept: KeptAnswer;
  /** Whether the person now sees something that they did not write here. */
  isReplaced: boolean;
  /** Whether both sides had written, so that the person must be told. */
  isMerged: boolean;
}

const sentKeysKept = 8;

export function newDraft(sittingId: SittingId, question: Question): KeptAnswer {
  const nothing = emptyContent(question.kind);
  return {
    sittingId,
    questionId: question.questionId,
    content: nothing,
    base: nothing,
    baseRevision: 0,
    saveId: crypto.randomUUID(),
    isSaved: true,
    sentKeys: [],
    doubledKeys: [],
    typedAt: 0,
    savedAt: null,
    isLate: false,
    version: 0,
  };
}

/** Something was typed, chosen or added. A save's id belongs to one content, so a new content has a new one. */
export function typed(kept: KeptAnswer, content: AnswerContent, now: number): KeptAnswer {
  return { ...kept, content, saveId: crypto.randomUUID(), isSaved: false, typedAt: now };
}

/** It is about to be sent: from now on the server may have it, whether or not it says so. */
export function onItsWay(kept: KeptAnswer): KeptAnswer {
  const key = contentKey(kept.content);
  if (kept.sentKeys.includes(key)) return kept;
  return { ...kept, sentKeys: [...kept.sentKeys, key].slice(-sentKeysKept) };
}

/** The server has `sent`, which may be less than what was typed meanwhile. */
export function acknowledged(
  kept: KeptAnswer,
  sent: KeptAnswer,
  { revision, savedAt, kept: as }: SaveReply,
): KeptAnswer {
  const isSaved = kept.saveId === sent.saveId;
  if (as === 'late') return { ...kept, isSaved, savedAt, isLate: true };
  return { ...kept, base: sent.content, baseRevision: revision, isSaved, savedAt, sentKeys: [] };
}

/** The server has another version than the one that ours was made from. */
export function metServer(question: Question, kept: KeptAnswer, theirs: ServerAnswer): Met {
  const { revision, content, savedAt = kept.savedAt } = theirs;
  const [ourKey, theirKey] = [contentKey(kept.content), contentKey(content)];
  const onTheirs = { ...kept, base: content, baseRevision: revision, savedAt, sentKeys: [] };
  if (ourKey === theirKey) return { kept: { ...onTheirs, isSaved: true }, isReplaced: false, isMerged: false };
  // A save of ours whose answer never arrived: what stands there is where we were a moment ago.
  if (!kept.isSaved && (kept.sentKeys.includes(theirKey) || theirKey === contentKey(kept.base))) {
    return { kept: { ...onTheirs, sentKeys: kept.sentKeys }, isReplaced: false, isMerged: false };
  }
  if (kept.isSaved) {
    return { kept: { ...onTheirs, content, doubledKeys: [] }, isReplaced: true, isMerged: false };
  }
  const merged = mergeContent(question, kept.base, kept.content, content);
  const mergedKey = contentKey(merged.content);
  const doubledKeys = [...kept.doubledKeys, ...merged.doubled.map(blockKey)];
  const isReplaced = mergedKey !== ourKey;
  return {
    kept: {
      ...onTheirs,
      content: merged.content,
      doubledKeys,
      isSaved: mergedKey === theirKey,
      saveId: isReplaced ? crypto.randomUUID() : kept.saveId,
    },
    isReplaced,
    isMerged: true,
  };
}

/**
 * Another tab wrote into the store since this one looked.
 * @param seen what this tab last saw there.
 */
export function metTab(question: Question, kept: KeptAnswer, seen: AnswerContent, there: KeptAnswer): Met {
  const merged = mergeContent(question, seen, kept.content, there.content);
  const [ourKey, thereKey, mergedKey] = [kept.content, there.content, merged.content].map(contentKey);
  const newest = there.baseRevision >= kept.baseRevision ? there : kept;
  const isMerged = mergedKey !== ourKey && mergedKey !== thereKey;
  const isSaved = mergedKey === thereKey ? there.isSaved : mergedKey === ourKey && kept.isSaved;
  return {
    kept: {
      ...newest,
      content: merged.content,
      saveId: mergedKey === thereKey ? there.saveId : mergedKey === ourKey ? kept.saveId : crypto.randomUUID(),
      isSaved,
      sentKeys: [...new Set([...there.sentKeys, ...kept.sentKeys])].slice(-sentKeysKept),
      doubledKeys: [...new Set([...there.doubledKeys, ...kept.doubledKeys, ...merged.doubled.map(blockKey)])],
      typedAt: Math.max(kept.typedAt, there.typedAt),
      isLate: kept.isLate || there.isLate,
      version: there.version,
    },
    isReplaced: mergedKey !== ourKey,
    isMerged,
  };
}

/**
 * What the page begins with: what this device kept, brought together with what the server has.
 * @param kept what the store has of it, if anything.
 */
export function replayed(
  sittingId: SittingId,
  question: Question,
  kept: KeptAnswer | undefined,
  theirs: ServerAnswer | undefined,
): Met {
  const ours = kept?.content.kind === question.kind ? kept : newDraft(sittingId, question);
  if (theirs !== undefined) return metServer(question, ours, theirs);
  // The server has nothing: all that is kept is to be sent, from the very beginning.
  const nothing = newDraft(sittingId, question);
  const isEmpty = contentKey(ours.content) === contentKey(nothing.content);
  const whole = { ...ours, base: nothing.content, baseRevision: 0, isSaved: isEmpty, savedAt: null };
  return { kept: whole, isReplaced: false, isMerged: false };
}
