import { textContent } from '@invigil/contract/answerContent';
import { expect, test } from 'vitest';
import { saveStateOf, worstOf } from './saveState.ts';
import type { AnswerView } from './saving.ts';

const view = (some: Partial<AnswerView>): AnswerView => ({
  content: textContent('x'),
  revision: 1,
  isSaved: true,
  isSending: false,
  savedAt: '2026-11-23T08:00:00Z',
  isLate: false,
  doubledKeys: [],
  fault: undefined,
  ...some,
});

test('only what the server confirmed is called saved', () => {
  expect(saveStateOf(view({}), true)).toBe('saved');
  expect(saveStateOf(view({ savedAt: null }), true)).toBe('untouched');
  expect(saveStateOf(view({ isSaved: false }), true)).toBe('saving');
  expect(saveStateOf(view({ isLate: true }), true)).toBe('late');
});

test('without the server it is kept on the device, or in this page alone, or refused', () => {
  const offline = view({ isSaved: false, fault: { code: 'unavailable', retryAfterSeconds: 3 } });
  expect(saveStateOf(offline, true)).toBe('kept');
  expect(saveStateOf(offline, false)).toBe('loose');
  expect(saveStateOf(view({ isSaved: false, fault: { code: 'openElsewhere' } }), true)).toBe('held');
  expect(saveStateOf(view({ isSaved: false, fault: { code: 'sittingOver' } }), true)).toBe('refused');
});

test('the whole is as well off as its worst answer', () => {
  expect(worstOf([])).toBe('untouched');
  expect(worstOf(['saved', 'kept', 'untouched'])).toBe('kept');
});
