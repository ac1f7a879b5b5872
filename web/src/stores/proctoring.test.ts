import { type ConversationEntry, conversationEntry } from '@invigil/contract/conversation';
import { personId, presenceId, roomId, sittingId } from '@invigil/contract/ids';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test } from 'vitest';
import { useProctoring } from './proctoring.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-00000000000${n}`;
const [zoe, adam] = [sittingId.parse(id(1)), sittingId.parse(id(2))];
const [paul, anna] = [personId.parse(id(3)), personId.parse(id(4))];
const room = roomId.parse(id(5));

const told = (changes: Partial<ProctoredSitting>) => aProctoredSitting({ sittingId: zoe, ...changes });

function aConsole(n: number, changes: Partial<ProctorPresence> = {}): ProctorPresence {
  return {
    presenceId: presenceId.parse(id(n)),
    personId: paul,
    roomId: room,
    version: 1,
    state: 'here',
    supervises: false,
    attends: null,
    speaks: false,
    ...changes,
  };
}

function aHand(state: 'raised' | 'answered', at = 1_000): ConversationEntry {
  const endedAt = state === 'raised' ? null : at + 500;
  return conversationEntry.parse({ type: 'hand', handId: id(6), sittingId: zoe, at, state, endedAt });
}

const aMessage = (n: number, at: number) =>
  conversationEntry.parse({
    type: 'message',
    messageId: id(n),
    sittingId: zoe,
    at,
    from: 'candidate',
    byId: null,
    message: { text: 'Bonjour' },
  });

beforeEach(() => setActivePinia(createPinia()));

test('the newest version of a sitting wins, whichever way it is told', () => {
  const store = useProctoring();
  store.apply(told({ version: 20, state: 'paused' }));
  store.open({
    serverTime: new Date().toISOString(),
    rules: ordinaryRules,
    durationMinutes: 60,
    questionCount: 3,
    team: [{ personId: paul, name: 'Paul', supervises: false }],
    sittings: [told({ version: 10, state: 'writing' }), aProctoredSitting({ sittingId: adam, version: 5 })],
  });
  expect(store.sittings.get(zoe)?.state).toBe('paused');
  expect(store.sittings.get(adam)?.version).toBe(5);
  expect(store.team.get(paul)?.name).toBe('Paul');
  store.apply(told({ version: 21, state: 'writing' }));
  expect(store.sittings.get(zoe)?.state).toBe('writing');
});

test('who looks at whom is told of each person once, and of nobody who is away or gone', () => {
  const store = useProctoring();
  store.welcome([aConsole(6, { attends: zoe }), aConsole(7, { attends: zoe })]);
  store.meet(aConsole(8, { personId: anna, attends: zoe }));
  expect(store.attending.get(zoe)?.map(({ personId }) => personId)).toEqual([paul, anna]);
  store.meet(aConsole(8, { personId: anna, attends: zoe, state: 'gone', version: 3 }));
  store.meet(aConsole(8, { personId: anna, attends: zoe, version: 2 }));
  expect(store.attending.get(zoe)?.map(({ personId }) => personId)).toEqual([paul]);
  expect(store.present).toHaveLength(2);
});

test('a conversation is in its order, and what ended in it stays so whichever comes first', () => {
  const store = useProctoring();
  store.addEntries([aMessage(9, 2_000)]);
  store.addEntries([aHand('answered')]);
  store.addEntries([aHand('raised'), aMessage(8, 500)]);
  const entries = store.conversationOf(zoe);
  expect(entries.map(({ at }) => at)).toEqual([500, 1_000, 2_000]);
  expect(entries[1]).toMatchObject({ state: 'answered' });
});

test('the server’s clock is heard in both forms, and a machine whose own is wrong goes by it', () => {
  const store = useProctoring();
  store.hearTime(Date.now() + 3_600_000);
  expect(store.now() - Date.now()).toBeGreaterThan(3_590_000);
  store.hearTime(new Date(Date.now() - 3_600_000).toISOString());
  expect(store.now() - Date.now()).toBeLessThan(-3_590_000);
});
