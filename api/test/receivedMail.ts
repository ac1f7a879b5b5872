import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { secretOf } from '@invigil/contract/pageLinks';
import { vi } from 'vitest';

/** A mail as its receiver reads it. */
export interface ReceivedMail {
  /** The header lines, unfolded, as they were sent. */
  headers: string[];
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** What is behind the # of its link: an access code or a token. */
  secret: string | undefined;
}

/** Reads a mail with a plain and an HTML part, as ours are. */
export function readMail(raw: string): ReceivedMail {
  const { headers, body } = partOf(raw.replaceAll('\r\n', '\n'));
  const boundary = /boundary="([^"]+)"/.exec(headerOf(headers, 'content-type'))?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => partOf(part.replace(/^\n/, '')));
  const textOf = (type: string) => {
    const part = parts.find(({ headers }) => headerOf(headers, 'content-type').startsWith(type));
    return part ? decoded(part.body, headerOf(part.headers, 'content-transfer-encoding')) : '';
  };
  const text = textOf('text/plain');
  return {
    headers,
    messageId: headerOf(headers, 'message-id'),
    to: headerOf(headers, 'to'),
    subject: words(headerOf(headers, 'subject')),
    text,
    html: textOf('text/html'),
    secret: secretOf(/#(\S+)/.exec(text)?.[1] ?? ''),
  };
}

/** The mails that an api wrote to its outbox for this address. */
export async function outboxOf({ folder }: { folder: string }, address: string): Promise<ReceivedMail[]> {
  const outbox = path.join(folder, 'outbox');
  const files = await readdir(outbox).catch(() => []);
  const whole = files.filter((file) => file.endsWith('.eml'));
  const mails = await Promise.all(whole.map(async (file) => readMail(await readFile(path.join(outbox, file), 'utf8'))));
  return mails.filter(({ to }) => to.includes(address));
}

/** Waits until an address has so many mails whose subject matches; gives the ones that do. */
export function mailsTo(
  server: { folder: string },
  address: string,
  { subject = /./, count = 1 }: { subject?: RegExp; count?: number } = {},
): Promise<ReceivedMail[]> {
  return vi.waitFor(
    async () => {
      const mails = (await outboxOf(server, address)).filter((mail) => subject.test(mail.subject));
      if (mails.length < count) throw new Error(`${mails.length} of ${count} mails for ${address}`);
      return mails;
    },
    { timeout: 10_000, interval: 50 },
  );
}

function partOf(raw: string): { headers: string[]; body: string } {
  const end = raw.indexOf('\n\n');
  const headers = raw.slice(0, end).replace(/\n[ \t]+/g, ' ');
  return { headers: headers.split('\n'), body: raw.slice(end + 2) };
}

function headerOf(headers: readonly string[], name: string): string {
  const line = headers.find((header) => header.toLowerCase().startsWith(`${name}:`)) ?? '';
  return line.slice(name.length + 1).trim();
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quotedPrintable(body.replace(/=\n/g, '')) : body;
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a header. */
function words(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?(.*?)\?=/gi, (_, how: string, text: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')),
    );
}
