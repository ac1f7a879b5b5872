import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { blockKey } from './contentKey.ts';

export const doubledPlugin = new PluginKey<DecorationSet>('doubledBlocks');

interface DoubledParts {
  keys: () => readonly string[];
  /** The line above such a block, with its buttons. */
  line: (key: string) => HTMLElement;
}

/**
 * Points out blocks that stand twice since two versions were joined. The mark is on the page and not in the answer: a
 * block that is changed is no longer the one that was joined, and loses it.
 */
export function doubledBlocks({ keys, line }: DoubledParts): Plugin<DecorationSet> {
  const marksOf = (doc: Node) => {
    const wanted = new Set(keys());
    const marks: Decoration[] = [];
    if (wanted.size === 0) return DecorationSet.empty;
    doc.forEach((block, at) => {
      const key = blockKey(block.toJSON());
      if (!wanted.delete(key)) return;
      marks.push(Decoration.node(at, at + block.nodeSize, { class: 'doubled' }));
      marks.push(Decoration.widget(at, () => line(key), { side: -1, key: `doubled-${key}`, ignoreSelection: true }));
    });
    return DecorationSet.create(doc, marks);
  };
  return new Plugin<DecorationSet>({
    key: doubledPlugin,
    state: {
      init: (_, { doc }) => marksOf(doc),
      apply: (change, marks) => (change.docChanged || change.getMeta(doubledPlugin) ? marksOf(change.doc) : marks),
    },
    props: { decorations: (state) => doubledPlugin.getState(state) },
  });
}

/** Where the first block with this key stands in a document. */
export function placeOf(doc: Node, key: string): { from: number; to: number } | undefined {
  let place: { from: number; to: number } | undefined;
  doc.forEach((block, at) => {
    if (place === undefined && blockKey(block.toJSON()) === key) place = { from: at, to: at + block.nodeSize };
  });
  return place;
}
