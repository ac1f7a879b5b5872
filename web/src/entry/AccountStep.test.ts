import type { LegalKind } from '@invigil/contract/legalKinds';
import { afterEach, expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { byTestId, type Drawn, draw, send, textOf, type as typeInto } from '../components/testing.ts';
import AccountStep from './AccountStep.vue';

const document = (kind: LegalKind) => ({
  kind,
  version: 3,
  language: 'en',
  title: kind,
  text: 'Words.',
  publishedAt: '2026-01-01T00:00:00.000Z',
});

/** The server's answer for the documents; everything else of the page is the page's own. */
function serveDocuments(): void {
  const body = { documents: [document('termsOfUse'), document('privacyPolicy')] };
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status: 200 }));
}
afterEach(() => vi.unstubAllGlobals());

async function step(given: { language?: 'fr' | 'en'; accepted?: { kind: LegalKind; version: number }[] }) {
  serveDocuments();
  const submit = vi.fn();
  const page = draw(AccountStep, {
    invited: { name: 'Ada', email: 'ada@example.org', expiresAt: '2026-12-01T10:00:00.000Z' },
    language: given.language,
    accepted: given.accepted ?? [],
    busy: false,
    onSubmit: submit,
  });
  await vi.waitUntil(() => byTestId(page, 'accept-termsOfUse')?.props.disabled === false);
  await nextTick();
  return { page, submit };
}

const both = [
  { kind: 'termsOfUse', version: 3 },
  { kind: 'privacyPolicy', version: 3 },
] as const;
const keptRules = (page: Drawn) => {
  const kept: unknown[] = [];
  const visit = (node: Drawn) => {
    if (node.props['data-kept'] === true) kept.push(node.props['data-rule']);
    node.children.forEach(visit);
  };
  visit(page);
  return kept;
};

test('the rules of a password are ticked as it is typed, and an É is an upper-case letter', async () => {
  const { page } = await step({});
  expect(keptRules(page)).toEqual([]);
  typeInto(byTestId(page, 'new-password'), 'abcdefg1');
  await nextTick();
  expect(keptRules(page)).toEqual(['lowercase', 'digit', 'longEnough']);
  typeInto(byTestId(page, 'new-password'), 'Écdefg1');
  await nextTick();
  expect(keptRules(page)).toEqual(['lowercase', 'uppercase', 'digit']);
});

test('without password, language or a document the button is off and says what is missing', async () => {
  const { page, submit } = await step({ accepted: [both[0]] });
  expect(byTestId(page, 'activate')?.props['aria-disabled']).toBe(true);
  expect(textOf(byTestId(page, 'missing'))).toMatch(/password.*language.*both documents/);
  send(page);
  await nextTick();
  expect(submit).not.toHaveBeenCalled();
  expect(textOf(page)).toMatch(/Choose the language in which we speak to you/);
  expect(textOf(page)).toMatch(/Accept this document to go on/);
});

test('with everything given the account is activated with exactly the versions that were shown', async () => {
  const { page, submit } = await step({ language: 'en', accepted: [...both] });
  typeInto(byTestId(page, 'new-password'), 'Abcdef12');
  await nextTick();
  expect(byTestId(page, 'activate')?.props['aria-disabled']).toBe(false);
  send(page);
  await nextTick();
  expect(submit).toHaveBeenCalledWith('Abcdef12', both);
});

test('what was accepted of an older version must be accepted anew', async () => {
  const { page } = await step({ language: 'en', accepted: [both[0], { kind: 'privacyPolicy', version: 2 }] });
  typeInto(byTestId(page, 'new-password'), 'Abcdef12');
  await nextTick();
  expect(byTestId(page, 'accept-privacyPolicy')?.props.checked).toBe(false);
  expect(textOf(byTestId(page, 'missing'))).toMatch(/both documents/);
});
