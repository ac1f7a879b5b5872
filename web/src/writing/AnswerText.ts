import type { AnswerNode } from '@invigil/contract/answerDoc';
import { type FunctionalComponent, h, type VNode } from 'vue';
import './answerText.css';

const tags: Partial<Record<AnswerNode['type'], string>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  codeBlock: 'pre',
  horizontalRule: 'hr',
  hardBreak: 'br',
};
const markTags = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', code: 'code' } as const;

function drawn(node: AnswerNode, key: number): VNode | string {
  if (node.type === 'text') {
    const words: VNode | string = node.text ?? '';
    return (node.marks ?? []).reduce<VNode | string>((inside, { type }) => h(markTags[type], [inside]), words);
  }
  const children = (node.content ?? []).map(drawn);
  if (node.type === 'heading') {
    const level = node.attrs?.level ?? 1;
    // A heading of an answer stands below the one of its question.
    return h(`h${level + 2}`, { key, class: `h${level}` }, children);
  }
  const start = node.type === 'orderedList' && node.attrs?.start !== undefined ? { start: node.attrs.start } : {};
  return h(tags[node.type] ?? 'div', { key, ...start }, children);
}

/** A written answer to be read. It is drawn node by node, so that nothing in it can be more than letters. */
export const AnswerText: FunctionalComponent<{ doc: AnswerNode }> = ({ doc }) =>
  h('div', { class: 'answer-text' }, (doc.content ?? []).map(drawn));
AnswerText.props = ['doc'];
