/**
 * A table as CSV for a spreadsheet: with a mark that it is UTF-8, every cell in quotation marks, and cells that a
 * spreadsheet would run as a formula made harmless.
 */
export function asCsv(rows: readonly (readonly (string | number)[])[]): Blob {
  const cell = (value: string | number) => `"${harmless(String(value)).replaceAll('"', '""')}"`;
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  return new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' });
}

function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
