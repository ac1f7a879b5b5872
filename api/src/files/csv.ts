/** What separates cells where people open such files: a comma is the decimal sign of a French spreadsheet. */
export const delimiterOf = { fr: ';', en: ',' } as const;

/** Without it, spreadsheets take UTF-8 for something older. */
export const byteOrderMark = '\uFEFF';

/** One line of a CSV file, ended as RFC 4180 wants it. Every cell is quoted, and none can be taken for a formula. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map(csvCell).join(delimiter)}\r\n`;
}

/**
 * Spreadsheets run what begins with one of these as a formula, even in a quoted cell; an apostrophe before it makes it a text.
 * Some also skip blanks before it, or take full-width forms.
 */
const formula = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/u;

function csvCell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
