const narrowNoBreak = '\u202f';
const noBreak = '\u00a0';

/**
 * French puts a space before its double marks and inside guillemets, and a line must never break there. Plain spaces in
 * the texts become the right non-breaking ones, so that the sources stay readable.
 */
export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;!?])/g, `${narrowNoBreak}$1`)
    .replace(/ :/g, `${noBreak}:`)
    .replace(/« /g, `«${noBreak}`)
    .replace(/ »/g, `${noBreak}»`)
    .replace(/(\d|\}) (s|min|h|%)(?=[\s.,)]|$)/g, `$1${noBreak}$2`);
}

/** The same, for every text of a tree of messages. */
export function withFrenchSpaces<T>(messages: T): T {
  if (typeof messages === 'string') return frenchSpaces(messages) as T;
  const entries = Object.entries(messages as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, value]) => [key, withFrenchSpaces(value)])) as T;
}
