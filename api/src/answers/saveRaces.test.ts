import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptAnswers, keptRevisions, keptText, save } from '../../test/saving.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Answer } from './answer.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('of twenty saves at once from one base one wins, the others are conflicts, and every text is kept', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Début' });
  const texts = Array.from({ length: 20 }, (_, i) => `Version ${i}`);
  const outcomes = await Promise.allSettled(texts.map((text) => save(writing, { text, base: 1 })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const codes = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.body.code] : []));
  expect(codes).toEqual(Array.from({ length: 19 }, () => 'answerConflict'));
  const [answer] = await keptAnswers(writing);
  expect(answer?.revision).toBe(2);
  const all = new Set([answer?.text, ...(await keptRevisions(writing))]);
  expect(texts.filter((text) => !all.has(text))).toEqual([]);
});

test('twenty repeats of one save at once are one revision', async () => {
  const writing = await startWriting(server);
  const saveId = randomUUID();
  const replies = await Promise.all(Array.from({ length: 20 }, () => save(writing, { saveId })));
  expect(new Set(replies.map(({ revision }) => revision))).toEqual(new Set([1]));
});

test('of saves beside a handing in, each is in the copy or late or refused, and the copy changes no more', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Version 0' });
  const now = new Date(server.clock.now());
  const handIn = server.orm.em.fork().transactional(async (tx) => {
    await tx.execute('select id from sitting where id = ? for no key update', [writing.sittingId]);
    const [seen] = await tx.find(Answer, { sitting: writing.sittingId }, { disableIdentityMap: true });
    await tx.nativeUpdate(Sitting, { id: writing.sittingId }, { state: 'submitted', submittedAt: now, frozenAt: now });
    return seen?.text;
  });
  const saves = Array.from({ length: 10 }, (_, i) => save(writing, { text: `Version ${i + 1}`, base: 1 }));
  const [frozen, ...outcomes] = await Promise.all([handIn, ...saves.map((one) => one.catch((error) => error.body))]);
  expect(await keptText(writing)).toBe(frozen);
  const all = new Set([frozen, ...(await keptRevisions(writing))]);
  expect(Array.from({ length: 11 }, (_, i) => `Version ${i}`).filter((text) => !all.has(text))).toEqual([]);
  for (const outcome of outcomes) {
    expect(['current', 'late', 'answerConflict']).toContain(
      (outcome as { kept?: string; code?: string }).kept ?? outcome.code,
    );
  }
});

test('of many who save at once one is held up, and nobody waits for them', async () => {
  const writings = await Promise.all(Array.from({ length: 6 }, () => startWriting(server)));
  const [held, ...others] = writings;
  if (!held) throw new Error('nobody writes');
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const holding = server.orm.em.fork().transactional(async (tx) => {
    await tx.execute('select id from sitting where id = ? for no key update', [held.sittingId]);
    lock();
    await released;
  });
  await locked;
  // Twice, so that whoever waits cannot be in the way of whoever comes later.
  const waiting = save(held);
  const atOnce = await Promise.all(others.map((one) => save(one)));
  const again = await Promise.all(others.map((one) => save(one, { base: 1, text: 'Deux' })));
  expect([...atOnce, ...again].map(({ revision }) => revision)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  release();
  await holding;
  expect(await waiting).toMatchObject({ revision: 1, kept: 'current' });
});
