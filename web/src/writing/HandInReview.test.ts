import { textContent } from '@invigil/contract/answerContent';
import type { ErrorBody } from '@invigil/contract/errors';
import type { Question } from '@invigil/contract/questions';
import { expect, test, vi } from 'vitest';
import { type Component, h } from 'vue';
import { byTestId, draw, press, textOf } from '../components/testing.ts';
import { summaryOf } from './answerSummary.ts';
import HandInReview from './HandInReview.vue';
import { asked } from './testing.ts';

const question: Question = { kind: 'text', questionId: asked, prompt: 'Why?', mandatory: true, mostWords: null };

function review(
  blocked: ErrorBody | undefined,
  activate = () => undefined,
  files = { filesOnTheirWay: 0, waitsForFiles: false },
) {
  const props = {
    questions: [question],
    summary: (one: Question) => summaryOf(one, textContent('Because.')),
    answers: { stateOf: () => 'saved', views: new Map() },
    missing: [],
    busy: files.waitsForFiles,
    ...files,
    blocked,
    error: undefined,
  };
  const button = () => h('button', { 'data-testid': 'activate-shares', onClick: activate });
  return draw(() => h(HandInReview as Component, props, { blocked: button }), {});
}

test('while required shares are missing, the review says so, with the one button that brings them back', () => {
  const activate = vi.fn();
  const page = review({ code: 'writingPaused' }, activate);
  expect(textOf(byTestId(page, 'blocked'))).toMatch(/writingPaused/);
  press(byTestId(page, 'activate-shares'));
  expect(activate).toHaveBeenCalledOnce();
  expect(byTestId(page, 'hand-in')?.props.disabled).toBe(true);
});

test('with all shares there, nothing is between the answers and handing in', () => {
  const page = review(undefined);
  expect(byTestId(page, 'blocked')).toBeUndefined();
  expect(byTestId(page, 'activate-shares')).toBeUndefined();
  expect(byTestId(page, 'hand-in')?.props.disabled).toBe(false);
});

test('a file that is still being sent is named before the copy is handed in, and what is waited for after', () => {
  const coming = () => review(undefined, undefined, { filesOnTheirWay: 1, waitsForFiles: false });
  expect(textOf(byTestId(coming(), 'files-coming'))).toMatch(/One file is still being sent/);
  const waited = review(undefined, undefined, { filesOnTheirWay: 2, waitsForFiles: true });
  expect(textOf(byTestId(waited, 'files-coming'))).toMatch(/Waiting for 2 files/);
  expect(textOf(byTestId(review(undefined), 'files-coming'))).toBe('');
});
