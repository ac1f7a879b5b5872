import type { AnswerNode } from '@invigil/contract/answerDoc';
import type { Editor } from '@tiptap/core';

/**
 * Shows a content that was not typed in this editor. Only what differs is replaced, so the caret and the scroll stay
 * where they are; undo does not take back what somebody else wrote.
 */
export function takeContent(editor: Editor, doc: AnswerNode): void {
  const { state, view, schema } = editor;
  const next = schema.nodeFromJSON(doc);
  const from = state.doc.content.findDiffStart(next.content);
  const ends = state.doc.content.findDiffEnd(next.content);
  if (from === null || ends === null) return;
  // In repeated letters both searches may pass each other.
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
  const change = state.tr.replace(from, ends.a + overlap, next.slice(from, ends.b + overlap));
  view.dispatch(change.setMeta('addToHistory', false).setMeta('preventUpdate', true));
}
