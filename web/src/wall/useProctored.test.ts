import { roomId, sittingId } from '@invigil/contract/ids';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { draw } from '../components/testing.ts';
import { useProctoring } from '../stores/proctoring.ts';
import { useProctored } from './useProctored.ts';

const [room, zoe] = ['0193e6a0-0000-7000-8000-000000000009', '0193e6a0-0000-7000-8000-000000000002'];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A console in a tab, before an api in which Zoé writes one word with each time that it is asked. */
function openConsole() {
  const tab = { hidden: false };
  let asked = 0;
  vi.stubGlobal('document', tab);
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    const progress = { answered: 1, questions: 1, words: asked };
    const told = aProctoredSitting({ sittingId: sittingId.parse(zoe), version: asked, progress });
    return Response.json({
      ...{ serverTime: new Date(0).toISOString(), rules: ordinaryRules, durationMinutes: 60, questionCount: 1 },
      ...{ team: [], sittings: [told] },
    });
  });
  draw(
    defineComponent({
      setup() {
        useProctored(() => roomId.parse(room));
        return () => h('p');
      },
    }),
    {},
  );
  return { tab, words: () => useProctoring().sittings.get(sittingId.parse(zoe))?.progress.words };
}

test('a console that stays open reads every half minute how far each candidate is, while it is seen', async () => {
  const { tab, words } = openConsole();
  await vi.waitFor(() => expect(words()).toBe(1));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(words()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(words()).toBe(2);
  tab.hidden = true;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(words()).toBe(2);
  tab.hidden = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(words()).toBe(3);
});
