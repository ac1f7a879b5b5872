import { z } from 'zod';
import { limits } from './limits.ts';

const blocks = [
  'paragraph',
  'heading',
  'blockquote',
  'bulletList',
  'orderedList',
  'codeBlock',
  'horizontalRule',
] as const;
const nodeTypes = ['doc', ...blocks, 'listItem', 'hardBreak', 'text'] as const;
type NodeType = (typeof nodeTypes)[number];

/** What may lie in what. A link, a picture or anything else that could be more than letters is not in the list. */
const holds: Readonly<Record<NodeType, readonly NodeType[]>> = {
  doc: blocks,
  blockquote: blocks,
  listItem: blocks,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  paragraph: ['text', 'hardBreak'],
  heading: ['text', 'hardBreak'],
  codeBlock: ['text'],
  horizontalRule: [],
  hardBreak: [],
  text: [],
};

export const answerMarks = ['bold', 'italic', 'underline', 'strike', 'code'] as const;

const ownFields = {
  type: z.enum(nodeTypes),
  text: z.string().min(1).max(limits.answerCharacters).optional(),
  marks: z
    .array(z.strictObject({ type: z.enum(answerMarks) }))
    .max(answerMarks.length)
    .optional(),
  attrs: z
    .strictObject({
      level: z.int().min(1).max(3).optional(),
      start: z.int().min(0).max(100_000).optional(),
      type: z.null().optional(),
      language: z.null().optional(),
    })
    .optional(),
};
type OwnFields = z.infer<z.ZodObject<typeof ownFields>>;

/** A node as ProseMirror writes it into JSON. */
export interface AnswerNode extends OwnFields {
  content?: AnswerNode[] | undefined;
}

/** Nodes that hold nodes so many levels deep; not a schema that refers to itself, so that it has an end in every sense. */
function nodeOf(depth: number): z.ZodType<AnswerNode> {
  if (depth === 0) return z.strictObject(ownFields);
  return z.strictObject({
    ...ownFields,
    content: z
      .array(nodeOf(depth - 1))
      .max(limits.answerNodes)
      .optional(),
  });
}

/** A written answer: a ProseMirror document of known nodes and marks, bounded in depth, nodes and characters. */
export const answerDoc: z.ZodType<AnswerNode> = nodeOf(limits.answerDepth).superRefine((doc, context) => {
  const fault = doc.type === 'doc' ? faultOf(doc) : 'must be a doc';
  if (fault !== undefined) context.addIssue(fault);
});

function faultOf(doc: AnswerNode): string | undefined {
  let characters = 0;
  const waiting = [doc];
  for (let seen = 1; waiting.length > 0; seen += 1) {
    const node = waiting.pop();
    if (node === undefined) break;
    const { type, text, content = [] } = node;
    if ((type === 'text') !== (text !== undefined)) return 'text belongs into text nodes';
    const stranger = content.find((child) => !holds[type].includes(child.type));
    if (stranger) return `a ${type} holds no ${stranger.type}`;
    characters += text?.length ?? 0;
    waiting.push(...content);
    if (seen + waiting.length > limits.answerNodes) return 'has too many nodes';
  }
  return characters > limits.answerCharacters ? 'has too many characters' : undefined;
}

/** The letters of a document, one line for each paragraph, heading and break. */
export function docText(doc: AnswerNode): string {
  return linesOf(doc).join('\n');
}

function linesOf(node: AnswerNode): string[] {
  const { type, content = [] } = node;
  if (type === 'horizontalRule') return [''];
  if (type === 'paragraph' || type === 'heading' || type === 'codeBlock') {
    return [content.map((inline) => (inline.type === 'hardBreak' ? '\n' : (inline.text ?? ''))).join('')];
  }
  return content.flatMap(linesOf);
}
