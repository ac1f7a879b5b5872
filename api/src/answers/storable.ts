import type { AnswerContent } from '@invigil/contract/answerContent';
import type { AnswerNode } from '@invigil/contract/answerDoc';

/** What PostgreSQL cannot hold, as JSON writes it. A backslash that was typed looks like it and is let through below. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/**
 * A content as the database can hold it, with its JSON. A paste may bring NUL characters and halves of others; these become
 * the sign for what cannot be shown, since a text that could never be saved would be lost.
 */
export function storable(content: AnswerContent): { content: AnswerContent; json: string } {
  const json = JSON.stringify(content);
  if (content.kind !== 'text' || !suspicious.test(json)) return { content, json };
  const mended: AnswerContent = { kind: 'text', doc: mend(content.doc) };
  return { content: mended, json: JSON.stringify(mended) };
}

function mend(node: AnswerNode): AnswerNode {
  const { text, content } = node;
  return {
    ...node,
    ...(text === undefined ? {} : { text: text.replaceAll('\0', '\uFFFD').toWellFormed() }),
    ...(content === undefined ? {} : { content: content.map(mend) }),
  };
}
