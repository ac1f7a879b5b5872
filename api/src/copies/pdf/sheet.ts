import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

const ttf = (name: string) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
const fonts = {
  plain: ttf('DejaVuSans'),
  bold: ttf('DejaVuSans-Bold'),
  italic: ttf('DejaVuSans-Oblique'),
  boldItalic: ttf('DejaVuSans-BoldOblique'),
  mono: ttf('DejaVuSansMono'),
} as const;
export type Font = keyof typeof fonts;

/** Points. */
const margin = 56;
const footerSize = 8;
const lineGap = 2;

const colours = { ink: '#1b1d28', soft: '#5b6074', line: '#c9ccd8' } as const;
type Colour = keyof typeof colours;

const graphemes = new Intl.Segmenter();

interface Glyphs {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/** Letters in one font. */
export interface Run {
  text: string;
  font?: Font;
  underline?: boolean;
  strike?: boolean;
}
export interface LineStyle {
  size?: number;
  colour?: Colour;
  /** From the left margin, in points. */
  indent?: number;
  /** Put before the first line of it, left of the indent. */
  marker?: string;
}

/** Pages of A4 that text flows down. */
export class Sheet {
  readonly #pdf: PDFKit.PDFDocument;

  constructor({ title, author, language, at }: { title: string; author: string; language: string; at: Date }) {
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language,
      displayTitle: true,
      info: { Title: title, Author: author, Producer: 'Invigil', Creator: 'Invigil', CreationDate: at },
    });
    for (const [name, file] of Object.entries(fonts)) this.#pdf.registerFont(name, file);
  }

  /** One line of a text, which breaks into as many as it needs. */
  line(runs: readonly Run[], { size = 10.5, colour = 'ink', indent = 0, marker }: LineStyle = {}): void {
    const pdf = this.#pdf;
    const left = margin + indent;
    const shown = runs
      .map((run) => ({ ...run, text: breakable(this.#withGlyphs(run), run.font) }))
      .filter(({ text }) => text !== '');
    pdf.font('plain').fontSize(size).fillColor(colours[colour]);
    this.#haveRoom(pdf.currentLineHeight() + lineGap);
    if (marker) {
      const { y } = pdf;
      pdf.text(marker, left - pdf.widthOfString(`${marker} `), y, { lineBreak: false });
      pdf.y = y;
    }
    pdf.x = left;
    if (shown.length === 0) {
      pdf.y += pdf.currentLineHeight() + lineGap;
      return;
    }
    const width = pdf.page.width - margin - left;
    for (const [at, { text, font = 'plain', underline = false, strike = false }] of shown.entries()) {
      pdf.font(font).text(text, { width, lineGap, underline, strike, continued: at < shown.length - 1 });
    }
  }

  space(points: number): void {
    this.#pdf.y += points;
  }

  rule(): void {
    this.#haveRoom(16);
    const { y, page } = this.#pdf;
    const to = page.width - margin;
    this.#pdf
      .moveTo(margin, y + 8)
      .lineTo(to, y + 8)
      .lineWidth(0.75)
      .strokeColor(colours.line)
      .stroke();
    this.#pdf.y = y + 16;
  }

  /** What follows begins on a page that has so much room for it. */
  keepTogether(points: number): void {
    this.#haveRoom(points);
  }

  /** Writes the foot of every page and gives the whole file. */
  async end(foot: (page: number, of: number) => string): Promise<Buffer> {
    const pdf = this.#pdf;
    const { start, count } = pdf.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      pdf.switchToPage(page);
      // Below its margin a page would be followed by another one.
      pdf.page.margins.bottom = 0;
      pdf.font('plain').fontSize(footerSize).fillColor(colours.soft);
      const width = pdf.page.width - 2 * margin;
      pdf.text(foot(page - start + 1, count), margin, pdf.page.height - margin + 18, { width, align: 'center' });
    }
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    const ended = once(pdf, 'end');
    pdf.end();
    await ended;
    return Buffer.concat(parts);
  }

  /** A text with a box for each character that the font has no glyph for, since its own box would be set too wide. */
  #withGlyphs({ text, font = 'plain' }: Run): string {
    const plain = text
      .toWellFormed()
      .replaceAll('\t', '    ')
      .replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');
    // The types of pdfkit leave out the font that it has opened.
    const { _font: opened } = this.#pdf.font(font) as unknown as { _font: { font: Glyphs } };
    const has = (letter: string) => opened.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
    if ([...new Set(plain)].every(has)) return plain;
    return Array.from(graphemes.segment(plain), ({ segment }) => ([...segment].every(has) ? segment : '□')).join('');
  }

  #haveRoom(points: number): void {
    if (this.#pdf.y + points > this.#pdf.page.maxY()) this.#pdf.addPage();
  }
}

/** Between what a long word is broken into; the fixed font has no space without width. */
const breaks = { fixed: ' ', other: '\u200b' } as const;

/** Looking for a place to break a word takes a time that grows with the square of its length, so that long ones have some. */
function breakable(text: string, font: Font | undefined): string {
  const between = font === 'mono' ? breaks.fixed : breaks.other;
  return text.replace(/[^\s\u200b]{70,}/gu, (word) => word.replace(/.{40}/gsu, `$&${between}`));
}
