/** One heading or one paragraph of a legal document. */
export interface TextPart {
  isHeading: boolean;
  text: string;
}

/** Takes a plain text apart: paragraphs are parted by empty lines, a line that begins with `# ` is a heading of its own. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/\n\s*\n|(?=^# )|(?<=^# .*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => ({ isHeading: block.startsWith('# '), text: block.replace(/^# /, '') }));
}
