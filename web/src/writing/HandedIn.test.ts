import { expect, test } from 'vitest';
import { draw, textOf } from '../components/testing.ts';
import { fr } from '../i18n/fr.ts';
import HandedIn from './HandedIn.vue';

test('who has handed in is told that nothing is shared any more, for it has ended already', () => {
  const page = draw(HandedIn, {
    state: { exam: { kind: 'exam', questions: [] } },
    receipt: { submittedAt: '2026-11-23T08:00:00.000Z', submittedBy: 'candidate', hash: 'a'.repeat(64), questions: [] },
    answers: { whole: { value: 'saved' }, lastSavedAt: { value: '' } },
  });
  expect(textOf(page)).toContain('Your webcam and screen are no longer shared.');
  expect(fr.writing.done.nextShares).toBe('Votre webcam et votre écran ne sont plus partagés.');
});
