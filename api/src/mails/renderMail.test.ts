import { makeAccessCode, writeAccessCode } from '@invigil/contract/accessCode';
import { languages } from '@invigil/contract/roles';
import { mailKinds } from '@invigil/contract/routes/admin/person';
import nodemailer from 'nodemailer';
import { describe, expect, test } from 'vitest';
import { readMail } from '../../test/receivedMail.ts';
import { nodemailerMessage } from './delivery.ts';
import { type Renderable, renderMail } from './renderMail.ts';

const around = { publicUrl: 'https://exams.example', timeZone: 'Europe/Paris' };
const code = makeAccessCode(new Uint8Array(23).fill(7));
const payload = {
  name: 'Éléonore Çelik',
  expiresAt: '2026-07-15T22:30:00.000Z',
  at: '2026-07-15T22:30:00.000Z',
  opensAt: '2026-07-15T08:00:00.000Z',
  closesAt: '2026-07-15T11:00:00.000Z',
  replyUntil: '2026-07-29T11:00:00.000Z',
  sittingId: '01890000-0000-7000-8000-000000000001',
  examTitle: 'Droit civil & pénal',
};
const mail: Renderable = {
  id: '01890000-0000-7000-8000-000000000000',
  kind: 'invitation',
  recipient: 'eleonore@school.example',
  language: 'fr',
  payload,
  secret: code,
};

async function sent(given: Renderable) {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const message = nodemailerMessage(renderMail(given, around), 'Invigil <exams@school.example>', new Date(0));
  return readMail(String((await composer.sendMail(message)).message));
}

test('an invitation has the code, its link with the code behind the #, and its end in the person’s zone and language', async () => {
  const french = await sent(mail);
  expect(french.text).toContain(writeAccessCode(code));
  expect(french.text).toContain(`https://exams.example/connexion/code-invitation#${writeAccessCode(code)}`);
  expect(french.secret).toBe(writeAccessCode(code));
  expect(french.text).toContain('jeudi 16 juillet 2026 à 00:30 UTC+2');
  const english = await sent({ ...mail, language: 'en', payload: { ...payload, timeZone: 'America/Montreal' } });
  expect(english.text).toContain('https://exams.example/en/connexion/code-invitation#');
  expect(english.text).toMatch(/Wednesday,? 15 July 2026 at 18:30 GMT-4/);
  expect(english.messageId).toBe('<01890000-0000-7000-8000-000000000000@school.example>');
});

describe.each(languages)('in %s', (language) => {
  test.each(mailKinds)(
    '%s says everything in its text and in its HTML, and its secret nowhere in its head',
    async (kind) => {
      const secret = { invitation: code, passwordReset: 'a-token-of-forty-three-letters' }[kind as string];
      const { subject, text, html, headers } = await sent({ ...mail, kind, language, secret });
      expect(subject.length).toBeGreaterThan(5);
      expect(text).toContain('Éléonore Çelik');
      expect(html).toContain(`lang="${language}"`);
      expect(html).toContain('Éléonore Çelik');
      expect(text + html).not.toMatch(/undefined|Invalid Date|\{/);
      if (kind.startsWith('exam')) expect(html).toContain('Droit civil &amp; pénal');
      if (secret !== undefined) expect(headers.join('\n')).not.toContain(secret);
    },
  );
});

test('a decision is read at its own page', async () => {
  const { text } = await sent({ ...mail, kind: 'sittingDecided' });
  expect(text).toContain('https://exams.example/copies/01890000-0000-7000-8000-000000000001/review');
});

test('names and titles become neither headers nor markup', async () => {
  const evil = 'Eve\r\nBcc: all@school.example\r\n\r\n<script>alert("1")</script>';
  const received = await sent({ ...mail, kind: 'examMorning', payload: { ...payload, name: evil, examTitle: evil } });
  expect(received.headers.filter((header) => /^bcc/i.test(header))).toEqual([]);
  expect(received.headers.filter((header) => /^to/i.test(header))).toHaveLength(1);
  expect(received.to).toContain('<eleonore@school.example>');
  expect(received.subject).toContain('Bcc: all@school.example');
  expect(received.html).not.toContain('<script>');
  expect(received.html).toContain('&lt;script&gt;alert(&quot;1&quot;)');
});

test('a mail that was queued without what its text needs is not written', () => {
  expect(() => renderMail({ ...mail, payload: { name: 'A' } }, around)).toThrow('without expiresAt');
  expect(() => renderMail({ ...mail, kind: 'passwordReset', secret: undefined }, around)).toThrow('token');
});
