import type { Language } from '@invigil/contract/roles';

/** A mail as its author wrote it: plain sentences, none of them with markup. */
export interface Letter {
  subject: string;
  greeting: string;
  /** Before the link. */
  paragraphs: string[];
  /** Something to type, shown by itself. */
  code?: string;
  link?: { label: string; url: string };
  /** After the link. */
  more: string[];
  /** Why somebody gets this, and that nobody reads answers. */
  footer: string;
}

/** The same letter as plain text and as HTML, which has no pictures and loads nothing. */
export function writeLetter(letter: Letter, language: Language): { subject: string; text: string; html: string } {
  const { greeting, paragraphs, code, link, more, footer } = letter;
  const text = [
    greeting,
    ...paragraphs,
    ...(code === undefined ? [] : [`    ${code}`]),
    ...(link === undefined ? [] : [`${link.label}\n${link.url}`]),
    ...more,
    `-- \n${footer}`,
  ];
  const html = [
    paragraph(greeting),
    ...paragraphs.map(paragraph),
    ...(code === undefined ? [] : [`<p style="font:bold 20px monospace;letter-spacing:1px">${escaped(code)}</p>`]),
    ...(link === undefined ? [] : [button(link)]),
    ...more.map(paragraph),
    `<p style="color:#555;font-size:13px;border-top:1px solid #ccc;padding-top:12px">${escaped(footer)}</p>`,
  ];
  return {
    subject: letter.subject,
    text: `${text.join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(letter.subject)}</title></head>
<body style="font:16px/1.5 sans-serif;color:#1a1a1a;max-width:600px;margin:0 auto;padding:16px">
${html.join('\n')}
</body></html>
`,
  };
}

function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`;
}

function button({ label, url }: { label: string; url: string }): string {
  const style = 'display:inline-block;background:#1f4b99;color:#fff;padding:10px 18px;border-radius:6px';
  return `<p><a href="${escaped(url)}" style="${style}">${escaped(label)}</a></p>
<p style="font-size:13px;word-break:break-all">${escaped(url)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (symbol) => entities[symbol] ?? '');
}
