import { accessCode, writeAccessCode } from '@invigil/contract/accessCode';
import { activationLink, myReviewLink, resetLink } from '@invigil/contract/pageLinks';
import type { Language } from '@invigil/contract/roles';
import type { MailKind } from '@invigil/contract/routes/admin/person';
import { englishTexts } from './englishTexts.ts';
import { frenchTexts } from './frenchTexts.ts';
import { type Letter, writeLetter } from './letter.ts';

/** A mail as it is handed to whoever delivers it. */
export interface Message {
  /** The same for every attempt, so that a repeat is one message to the receiver. */
  id: string;
  kind: MailKind;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Where its button leads. */
  link: string;
}

export interface Renderable {
  id: string;
  kind: MailKind;
  recipient: string;
  language: Language;
  payload: Readonly<Record<string, string>>;
  /** The access code or token that it carries. */
  secret?: string;
}

/** The page that each kind leads to, but those that carry a secret. */
const pages = { signIn: '/sign-in', home: '/' } as const;

const texts = { fr: frenchTexts, en: englishTexts };

/**
 * Writes a queued mail out in its person's language.
 * @param around where our pages are, and the time zone of who has told none.
 * @throws {Error} when it was queued without something that its text needs.
 */
export function renderMail(mail: Renderable, around: { publicUrl: string; timeZone: string }): Message {
  const { id, kind, language, recipient, payload, secret } = mail;
  const fact = (name: string) => {
    const value = payload[name];
    if (value === undefined) throw new Error(`a mail of kind ${kind} was queued without ${name}`);
    return oneLine(value);
  };
  const { code, link } = secretParts(mail, around.publicUrl);
  const timeZone = payload.timeZone ?? around.timeZone;
  const moment = (name: string) => inWords(new Date(fact(name)), language, timeZone);
  const letter = texts[language][kind]({ name: fact('name'), fact, moment, code, link });
  const { subject, text, html } = writeLetter(language === 'fr' ? withFrenchSpaces(letter) : letter, language);
  if (secret !== undefined && subject.includes(secret)) throw new Error('a secret has no place in a subject');
  return { id, kind, to: { name: fact('name'), address: recipient }, subject, text, html, link };
}

function secretParts(
  { kind, language, payload, secret }: Renderable,
  publicUrl: string,
): { code: string; link: string } {
  const page = (path: string) => new URL(path, publicUrl).href;
  if (kind === 'invitation') {
    const code = writeAccessCode(accessCode.parse(secret));
    return { code, link: activationLink(publicUrl, language, code) };
  }
  if (kind === 'passwordReset') {
    if (secret === undefined) throw new Error('a mail about a forgotten password needs its token');
    return { code: '', link: resetLink(publicUrl, secret) };
  }
  if (kind === 'sittingDecided') {
    if (payload.sittingId === undefined) throw new Error('a mail about a decision needs its sitting');
    return { code: '', link: myReviewLink(publicUrl, payload.sittingId) };
  }
  const isOfAccount = kind === 'alreadyActive' || kind === 'passwordChanged';
  return { code: '', link: page(isOfAccount ? pages.signIn : pages.home) };
}

/** Names come from rosters; one with a line break must not become a header or a paragraph of ours. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** An instant such as "mercredi 15 juillet 2026 à 11:00 UTC+2". */
function inWords(instant: Date, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(instant);
}

/** French puts a space before some signs, at which no line may break. */
function withFrenchSpaces(letter: Letter): Letter {
  const spaced = (text: string) => text.replace(/ (?=[:;?!»])/g, '\u00a0').replace(/« /g, '«\u00a0');
  return {
    ...letter,
    subject: spaced(letter.subject),
    paragraphs: letter.paragraphs.map(spaced),
    more: letter.more.map(spaced),
    footer: spaced(letter.footer),
  };
}
