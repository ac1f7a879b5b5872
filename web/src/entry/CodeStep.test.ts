import { makeAccessCode, writeAccessCode } from '@invigil/contract/accessCode';
import type { ErrorBody, InvitationNextStep } from '@invigil/contract/errors';
import { expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { byTestId, draw, send, textOf } from '../components/testing.ts';
import CodeStep from './CodeStep.vue';

const code = makeAccessCode(new Uint8Array(23).fill(7));
const written = writeAccessCode(code);

function step(typed: string, error?: ErrorBody) {
  const submit = vi.fn();
  const page = draw(CodeStep, { modelValue: typed, filled: false, busy: false, error, onSubmit: submit });
  return { page, submit, fault: () => byTestId(page, 'code')?.props['error-messages'] };
}

test('a typo is told before anything is sent', () => {
  expect(step(`${code.startsWith('A') ? 'B' : 'A'}${written.slice(1)}`).fault()).toEqual([
    expect.stringMatching(/One character is wrong/),
  ]);
});

test('what is still being typed is no fault until it is sent, and then nothing is asked of the server', async () => {
  const { page, submit, fault } = step(written.slice(0, -3));
  expect(fault()).toEqual([]);
  send(page);
  await nextTick();
  expect(fault()).toEqual(['A code has 24 characters; here 3 are missing.']);
  expect(submit).not.toHaveBeenCalled();
});

test('a whole code is sent in its one form, however it was typed', async () => {
  const { page, submit } = step(` ${written.toLowerCase().replaceAll('-', ' ')}\n`);
  send(page);
  await nextTick();
  expect(submit).toHaveBeenCalledWith(code);
});

test('a refused code has one cause for everybody, and the step that helps its holder', () => {
  const told = (nextStep: InvitationNextStep) =>
    textOf(byTestId(step(written, { code: 'invitationRefused', nextStep }).page, 'code-refused'));
  const notice = (nextStep: InvitationNextStep) =>
    byTestId(step(written, { code: 'invitationRefused', nextStep }).page, 'code-refused');
  for (const nextStep of ['checkCode', 'useNewest', 'askForNew', 'signIn'] as const) {
    expect(told(nextStep)).toMatch(/^This access code does not open anything, or no longer does\./);
    expect(notice(nextStep)?.props['data-next-step']).toBe(nextStep);
  }
  expect(told('useNewest')).toMatch(/latest invitation/);
  expect(told('signIn')).toMatch(/I forgot my password/);
  const page = step(written, { code: 'invitationRefused', nextStep: 'askForNew' }).page;
  expect(textOf(byTestId(page, 'renew'))).toMatch(/Send me a new code/);
});
