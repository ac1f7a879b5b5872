import { afterAll, beforeAll, expect, test } from 'vitest';
import { addExamDay, hour } from '../../test/examDay.ts';
import { mailsTo } from '../../test/receivedMail.ts';
import { TestApi } from '../../test/testApi.ts';
import { Exam } from '../exams/exam.ts';
import { morningOf, queueExamMornings } from './examMornings.ts';
import { Mail } from './mail.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const at = (time: string) => new Date(`2026-06-20T${time}:00Z`);
const queue = (now: Date) => queueExamMornings(server.orm, { now, timeZone: 'Europe/Paris' });
const remindersOf = (id: string) =>
  server.orm.em.fork().count(Mail, { kind: 'examMorning', idempotencyKey: { $like: `%${id}%` } });

test('a morning begins at seven of one’s own clock, or three hours before an early exam', () => {
  expect(morningOf(at('12:00'), 'Europe/Paris')).toEqual(at('05:00'));
  expect(morningOf(at('12:00'), 'America/Montreal')).toEqual(at('09:00'));
  expect(morningOf(at('06:30'), 'Europe/Paris')).toEqual(at('03:30'));
});

test('a candidate is reminded once, in the morning; again only when the exam is moved to another day', async () => {
  const { exam, sitting, candidate } = await addExamDay(server.orm, { opensAt: at('12:00'), closesAt: at('15:00') });
  await queue(at('04:59'));
  expect(await remindersOf(sitting.id)).toBe(0);
  await Promise.all([queue(at('05:00')), queue(at('05:00'))]);
  await queue(at('05:01'));
  expect(await remindersOf(sitting.id)).toBe(1);
  server.clock.advance(at('05:02').getTime() - server.clock.now());
  const [mail] = await mailsTo(server, candidate.email);
  expect(mail?.subject).toBe('Aujourd’hui\u00a0: Droit civil');
  expect(mail?.text).toContain('samedi 20 juin 2026 à 14:00 UTC+2');
  expect(mail?.text).toContain('redémarrez votre ordinateur');

  const move = (days: number) =>
    server.orm.em.fork().nativeUpdate(Exam, exam.id, {
      opensAt: new Date(at('13:00').getTime() + days * 24 * hour),
      closesAt: new Date(at('15:00').getTime() + days * 24 * hour),
    });
  await move(0);
  await queue(at('06:00'));
  expect(await remindersOf(sitting.id)).toBe(1);
  await move(1);
  await queue(new Date(at('06:00').getTime() + 24 * hour));
  expect(await remindersOf(sitting.id)).toBe(2);
});

test('nobody is reminded of what is cancelled, submitted or past', async () => {
  const cancelled = await addExamDay(server.orm, { opensAt: at('12:00'), closesAt: at('15:00') });
  await server.orm.em.fork().nativeUpdate(Exam, cancelled.exam.id, { state: 'cancelled' });
  const submitted = await addExamDay(server.orm, { opensAt: at('12:00'), closesAt: at('15:00'), state: 'submitted' });
  const open = await addExamDay(server.orm, { opensAt: at('05:30'), closesAt: at('15:00') });
  await queue(at('08:00'));
  for (const { sitting } of [cancelled, submitted, open]) expect(await remindersOf(sitting.id)).toBe(0);
});
