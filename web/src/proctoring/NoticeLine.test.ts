import type { ConversationEntry } from '@invigil/contract/conversation';
import { expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { byTestId, draw, press, textOf } from '../components/testing.ts';
import { i18n } from '../i18n/i18n.ts';
import NoticeLine from './NoticeLine.vue';
import { noticesOf } from './notices.ts';
import { aMessage, anIntervention } from './testing.ts';

function drawn(entry: ConversationEntry, more: Record<string, unknown> = {}) {
  const [notice] = noticesOf([entry], new Set(), 60_000);
  return draw(NoticeLine, { notice, busy: false, ...more });
}

test('a warning says why, that the exam goes on, and is acknowledged with one press', () => {
  const onSee = vi.fn();
  const line = drawn(anIntervention(1, 0, { kind: 'warned', facts: {} }, { reason: 'A second voice was heard.' }), {
    onSee,
  });
  expect(textOf(line)).toMatch(/Warning from your proctor.*A second voice was heard\..*go on/);
  press(byTestId(line, 'acknowledge'));
  expect(onSee).toHaveBeenCalledTimes(1);
});

test('a view says what to do and is done with one press; it cannot be put away', () => {
  const onShown = vi.fn();
  const line = drawn(anIntervention(1, 0, { kind: 'viewRequested', facts: { view: 'desk' } }), { onShown });
  expect(textOf(line)).toMatch(/see your desk.*Tilt the webcam/);
  expect(byTestId(line, 'notice-seen')).toBeUndefined();
  press(byTestId(line, 'view-shown'));
  expect(onShown).toHaveBeenCalledWith(expect.stringMatching(/^0193e6a0/));
});

test('time that is taken back says so with the reason it was taken back for', () => {
  const told = { reason: 'power cut', undoneAt: 30_000, undoReason: 'wrong candidate' };
  const line = drawn(anIntervention(1, 0, { kind: 'timeAdded', facts: { minutes: 5 } }, told));
  expect(textOf(line)).toMatch(/5\u00a0min of extra time taken back\. ?Reason: wrong candidate/);
});

test('a canned message is read in the candidate’s own language', async () => {
  const entry = aMessage(1, 0);
  if (entry.type !== 'message') throw new Error('a message');
  const line = drawn({ ...entry, message: { canned: 'quietPlease' } });
  expect(textOf(line)).toMatch(/could you close the door\?/);
  i18n.global.locale.value = 'fr';
  await nextTick();
  expect(textOf(line)).toMatch(/pouvez-vous fermer la porte\u202f\?/);
});
