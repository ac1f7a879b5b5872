import { personId, roomId } from '@invigil/contract/ids';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { expect, test } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { byTestId, draw, textOf } from '../components/testing.ts';
import { i18n } from '../i18n/i18n.ts';
import { provideRoom } from '../wall/testing.ts';
import SittingFacts from './SittingFacts.vue';

const room = roomId.parse('0193e6a0-0000-7000-8000-000000000009');
const byId = personId.parse('0193e6a0-0000-7000-8000-000000000004');

function looked(at: number | undefined, now: number) {
  const sitting = aProctoredSitting(at === undefined ? {} : { looked: { byId, at, seconds: 3 } });
  const facts = { sitting, lookers: [], now, nameOf: () => 'Anna' };
  return draw(
    defineComponent({
      setup() {
        provideRoom(room, now);
        return () => h(SittingFacts, facts);
      },
    }),
    {},
  );
}

test('a look that has just ended is said without counting its seconds, in both languages', async () => {
  const page = looked(60_000, 69_999);
  expect(textOf(byTestId(page, 'looked'))).toBe('Looked at just now');
  i18n.global.locale.value = 'fr';
  await nextTick();
  expect(textOf(byTestId(page, 'looked'))).toBe('Regardé à l’instant');
  i18n.global.locale.value = 'en';
});

test('an older look says how long ago it was, and none that there was none', () => {
  expect(textOf(byTestId(looked(60_000, 70_000), 'looked'))).toMatch(/^Looked at 10\s?s ago$/);
  // The server's clock may be a moment behind the one who looked.
  expect(textOf(byTestId(looked(60_000, 59_000), 'looked'))).toBe('Looked at just now');
  expect(textOf(byTestId(looked(undefined, 0), 'looked'))).toBe('Never looked at full size');
});
