import { limits } from '@invigil/contract/limits';
import { Extension, type Extensions } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import StarterKit from '@tiptap/starter-kit';

/** How large a document is in what the server bounds. */
function measure(node: Node, depth = 0): { characters: number; nodes: number; depth: number } {
  const whole = { characters: node.text?.length ?? 0, nodes: 1, depth };
  node.forEach((child) => {
    const part = measure(child, depth + 1);
    whole.characters += part.characters;
    whole.nodes += part.nodes;
    whole.depth = Math.max(whole.depth, part.depth);
  });
  return whole;
}

function isWithinBounds(doc: Node): boolean {
  const { characters, nodes, depth } = measure(doc);
  return characters <= limits.answerCharacters && nodes <= limits.answerNodes && depth <= limits.answerDepth;
}

/** Refuses what the server would refuse, before it is on the page. What makes an answer smaller always goes through. */
const Bounded = Extension.create({
  name: 'bounded',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        filterTransaction: ({ docChanged, doc, before }) =>
          !docChanged || doc.content.size <= before.content.size || isWithinBounds(doc),
      }),
    ];
  },
});

/** Exactly the nodes and marks of `contract/answerDoc`: no link, no picture, three levels of headings. */
export function answerExtensions(): Extensions {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      link: false,
      dropcursor: { width: 2, class: 'drop-cursor', color: false },
      // A last paragraph that nobody wrote would be a change that nobody made.
      trailingNode: false,
      // Undo reaches as far as a long exam.
      undoRedo: { depth: 500 },
    }),
    Bounded,
  ];
}
