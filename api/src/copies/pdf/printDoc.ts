import type { AnswerNode } from '@invigil/contract/answerDoc';
import type { Font, LineStyle, Run, Sheet } from './sheet.ts';

const listIndent = 18;
const headingSizes = [15, 13, 11.5];
const paragraphGap = 5;

/** Sets a written answer: its headings, lists, quotations and marks as they were written. */
export function printDoc(sheet: Sheet, doc: AnswerNode): void {
  printBlocks(sheet, doc.content ?? [], {});
}

function printBlocks(sheet: Sheet, blocks: readonly AnswerNode[], style: LineStyle): void {
  for (const [at, block] of blocks.entries()) {
    // The number or dot of a list stands before the first block of its item.
    const { marker, ...rest } = style;
    printBlock(sheet, block, at === 0 && marker !== undefined ? style : rest);
  }
}

function printBlock(sheet: Sheet, block: AnswerNode, style: LineStyle): void {
  const { type, content = [], attrs } = block;
  const indented = { ...style, indent: (style.indent ?? 0) + listIndent };
  switch (type) {
    case 'heading': {
      sheet.space(paragraphGap);
      sheet.keepTogether(40);
      const size = headingSizes[(attrs?.level ?? 1) - 1] ?? 11.5;
      printLines(sheet, content, { ...style, size }, 'bold');
      return;
    }
    case 'bulletList':
    case 'orderedList':
      for (const [at, item] of content.entries()) {
        const marker = type === 'bulletList' ? '•' : `${(attrs?.start ?? 1) + at}.`;
        printBlocks(sheet, item.content ?? [], { ...indented, marker });
      }
      return;
    case 'blockquote':
      printBlocks(sheet, content, { ...indented, colour: 'soft' });
      return;
    case 'codeBlock':
      printLines(sheet, content, { ...indented, size: 9 }, 'mono');
      return;
    case 'horizontalRule':
      sheet.rule();
      return;
    default:
      printLines(sheet, content, style);
  }
}

function printLines(sheet: Sheet, inline: readonly AnswerNode[], style: LineStyle, font?: Font): void {
  const { marker, ...rest } = style;
  for (const [at, runs] of linesOf(inline, font).entries()) sheet.line(runs, at === 0 ? style : rest);
  sheet.space(paragraphGap);
}

/** The runs of each line: hard breaks and line feeds end one. */
function linesOf(inline: readonly AnswerNode[], font?: Font): Run[][] {
  const lines: Run[][] = [[]];
  for (const node of inline) {
    const pieces = node.type === 'hardBreak' ? ['', ''] : (node.text ?? '').split(/\r\n|[\n\r\u2028\u2029]/);
    for (const [at, text] of pieces.entries()) {
      if (at > 0) lines.push([]);
      lines.at(-1)?.push({ text, ...lookOf(node, font) });
    }
  }
  return lines;
}

function lookOf({ marks = [] }: AnswerNode, font: Font | undefined): Omit<Run, 'text'> {
  const has = (mark: string) => marks.some(({ type }) => type === mark);
  const [bold, italic] = [has('bold') || font === 'bold', has('italic')];
  const own = bold && italic ? 'boldItalic' : bold ? 'bold' : italic ? 'italic' : 'plain';
  return {
    font: font === 'mono' || has('code') ? 'mono' : own,
    underline: has('underline'),
    strike: has('strike'),
  };
}
