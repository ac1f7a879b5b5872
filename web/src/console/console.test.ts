import type { ConversationEntry } from '@invigil/contract/conversation';
import { conversationEntry } from '@invigil/contract/conversation';
import { interventionId, personId, sittingId } from '@invigil/contract/ids';
import { type Incident, incident } from '@invigil/contract/incidents';
import { type InterventionKind, interventionKindNames, interventionKinds } from '@invigil/contract/interventions';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { describe, expect, test } from 'vitest';
import { undoableOf } from './acting.ts';
import { actionsFor } from './actions.ts';
import { concerns, found, outcomesOf } from './batch.ts';
import { emptyDraft, interventionOf, minutesOf, problemOf } from './draft.ts';
import { waitingToEnter } from './lobby.ts';
import { leftOf, stageOf, stateKeyOf } from './standing.ts';
import { lastOfCandidate, messagesOf, passes, timelineOf } from './timeline.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [zoe, adam] = [sittingId.parse(id(1)), sittingId.parse(id(2))];
const rules = { ...ordinaryRules, admission: true, lateEntryMinutes: 15 };
const intervention = interventionId.parse(id(50));

describe('what can be done', () => {
  const of = (changes: Parameters<typeof aProctoredSitting>[0]) => actionsFor(aProctoredSitting(changes), rules);

  test('somebody who writes can be paused and ended, not resumed, let in or unlocked', () => {
    expect(of({ state: 'writing' })).toEqual([
      'paused',
      'timeAdded',
      'viewRequested',
      'warned',
      'snoozed',
      'handedOver',
      'terminated',
    ]);
  });

  test('only a pause of a proctor can be ended by one, and the system’s can be turned into one', () => {
    const paused = {
      state: 'paused',
      pausedBy: 'proctor',
      inForce: { paused: intervention, terminated: null },
    } as const;
    expect(of(paused)).toContain('resumed');
    expect(of(paused)).not.toContain('paused');
    expect(of({ state: 'paused', pausedBy: 'system' })).toContain('paused');
    expect(of({ state: 'paused', pausedBy: 'system' })).not.toContain('resumed');
  });

  test('a lobby is left by being let in; without it nobody is', () => {
    expect(of({ state: 'lobby' })[0]).toBe('admitted');
    expect(of({ state: 'lobby', admittedAt: 5 })).not.toContain('admitted');
    expect(actionsFor(aProctoredSitting({ state: 'lobby' }), ordinaryRules)).not.toContain('admitted');
  });

  test('who has not begun may come late or not at all, where there is a latest start', () => {
    expect(of({ state: 'scheduled' })).toEqual(expect.arrayContaining(['lateEntryAllowed', 'noShowMarked']));
    expect(of({ state: 'scheduled', lateEntryAllowed: true })).not.toContain('lateEntryAllowed');
    expect(actionsFor(aProctoredSitting({ state: 'scheduled' }), ordinaryRules)).not.toContain('lateEntryAllowed');
  });

  test('what was ended can be unlocked, and a copy that was handed in is left alone', () => {
    expect(of({ state: 'terminated', inForce: { paused: null, terminated: intervention } })).toEqual(['unlocked']);
    expect(of({ state: 'submitted' })).toEqual([]);
  });
});

describe('what is asked before something is done', () => {
  const typed = { ...emptyDraft('timeAdded'), reason: 'Lost time.' };

  test('nothing is done without a reason', () => {
    for (const kind of interventionKindNames) {
      const draft = { ...emptyDraft(kind), to: personId.parse(id(7)), reason: ' ' };
      expect(problemOf(kind, draft)).toBe('reasonMissing');
      expect(problemOf(kind, { ...draft, reason: 'Because.' })).toBeUndefined();
    }
  });

  test('minutes are those offered, or a number that the server takes', () => {
    expect(minutesOf('timeAdded', typed)).toBe(5);
    expect(minutesOf('timeAdded', { ...typed, minutes: 'other', otherMinutes: ' 480 ' })).toBe(480);
    for (const otherMinutes of ['', '0', '481', '1.5', 'ten']) {
      expect(problemOf('timeAdded', { ...typed, minutes: 'other', otherMinutes })).toBe('minutesWrong');
    }
    expect(problemOf('snoozed', { ...typed, minutes: 'other', otherMinutes: '121' })).toBe('minutesWrong');
  });

  test('a draft becomes what the contract takes, of each kind', () => {
    const facts = {
      timeAdded: { minutes: 5 },
      snoozed: { minutes: 5 },
      viewRequested: { view: 'identity' },
      handedOver: { to: id(7) },
    } as Partial<Record<InterventionKind, object>>;
    for (const kind of interventionKindNames) {
      const draft = { ...emptyDraft(kind), to: personId.parse(id(7)), reason: 'Because.' };
      expect(interventionOf(kind, draft)).toEqual({ kind, facts: facts[kind] ?? {} });
    }
    expect(problemOf('handedOver', { ...emptyDraft('handedOver'), reason: 'A break.' })).toBe('toMissing');
  });

  test('what can be undone is what this press did, of the kinds that can be', () => {
    const last = (kind: InterventionKind) =>
      ({ interventionId: intervention, kind, byId: personId.parse(id(7)), at: 1, undoneAt: null }) as const;
    for (const kind of interventionKindNames) {
      const acted = { done: [aProctoredSitting({ lastIntervention: last(kind) })], refused: [] };
      expect(undoableOf(kind, acted)).toEqual(interventionKinds[kind].undo ? [intervention] : []);
      expect(undoableOf('resumed', acted)).toEqual([]);
    }
  });
});

describe('the record of a sitting', () => {
  const offline = (n: number, nature: Incident['nature'] = 'technical') =>
    incident.parse({
      ...{ incidentId: id(100 + n), sittingId: zoe, kind: 'offline', nature, facts: {} },
      ...{ beganAt: n * 1_000, endedAt: null, reportedBy: 'page' },
    });
  const message = (n: number, from: 'candidate' | 'proctor'): ConversationEntry =>
    conversationEntry.parse({
      ...{ type: 'message', messageId: id(200 + n), sittingId: zoe, at: n * 1_000, from, byId: null },
      message: { text: `${n}` },
    });
  const hand = conversationEntry.parse({
    ...{ type: 'hand', handId: id(300), sittingId: zoe, at: 2_500, state: 'raised', endedAt: null },
  });
  const warned = conversationEntry.parse({
    ...{ type: 'intervention', sittingId: zoe, at: 1_500, byId: id(7) },
    intervention: {
      ...{ interventionId: id(400), kind: 'warned', facts: {}, reason: 'Be quiet.' },
      ...{ undoneAt: null, undoReason: null, answeredAt: null },
    },
  });
  const items = timelineOf([offline(1), offline(3, 'conduct')], [message(2, 'candidate'), hand, warned]);

  test('what happened and what was done stand together, the last first; messages have their own place', () => {
    expect(items.map(({ id: of }) => of)).toEqual([id(103), id(300), id(400), id(101)]);
    expect(messagesOf([message(2, 'candidate'), hand, warned]).map(({ type }) => type)).toEqual(['message', 'hand']);
  });

  test('technical incidents, conduct and interventions are told apart', () => {
    const of = (filter: Parameters<typeof passes>[1]) => items.filter((item) => passes(item, filter)).length;
    expect([of('all'), of('technical'), of('conduct'), of('interventions')]).toEqual([4, 1, 1, 2]);
  });

  test('what is read up to is what the candidate wrote last', () => {
    expect(lastOfCandidate([message(1, 'candidate'), message(2, 'candidate'), message(3, 'proctor')])?.at).toBe(2_000);
    expect(lastOfCandidate([message(3, 'proctor'), hand])).toBeUndefined();
  });
});

describe('where a sitting stands', () => {
  const hour = 3_600_000;

  test('messages near the end come ten minutes before it, and those of the lobby before the start', () => {
    const writing = aProctoredSitting({ deadline: hour });
    expect(stageOf(aProctoredSitting({ state: 'lobby' }), 0)).toBe('lobby');
    expect(stageOf(writing, hour - 601_000)).toBe('writing');
    expect(stageOf(writing, hour - 600_000)).toBe('ending');
  });

  test('time is left while it is written, and never less than none', () => {
    expect(leftOf(aProctoredSitting({ deadline: hour }), hour + 5)).toBe(0);
    expect(leftOf(aProctoredSitting({ deadline: hour, state: 'submitted' }), 0)).toBeUndefined();
    expect(stateKeyOf({ state: 'paused', pausedBy: 'proctor' })).toBe('pausedByProctor');
    expect(stateKeyOf({ state: 'paused', pausedBy: 'system' })).toBe('paused');
  });
});

describe('several candidates at once', () => {
  test('who is refused comes first, with the reason; the others are done', () => {
    const targets = [
      { sittingId: zoe, name: 'Zoé' },
      { sittingId: adam, name: 'Adam' },
    ];
    const outcomes = outcomesOf(targets, { refused: [{ sittingId: adam, error: { code: 'sittingOver' } }] });
    expect(outcomes.map(({ name, error }) => [name, error?.code])).toEqual([
      ['Adam', 'sittingOver'],
      ['Zoé', undefined],
    ]);
  });

  test('a pause is for those who write, more time for those who are not done, a message for everybody', () => {
    const [writing, done] = [aProctoredSitting(), aProctoredSitting({ state: 'submitted' })];
    expect([concerns('paused', writing), concerns('paused', done)]).toEqual([true, false]);
    expect([concerns('timeAdded', writing), concerns('timeAdded', done)]).toEqual([true, false]);
    expect([concerns('message', writing), concerns('message', done)]).toEqual([true, true]);
    expect([concerns('resumed', writing), concerns('resumed', undefined)]).toEqual([false, false]);
  });

  test('a name is found without its accents', () => {
    expect(found([{ name: 'Zoé Élan' }, { name: 'Adam' }], ' ELA')).toEqual([{ name: 'Zoé Élan' }]);
  });

  test('who shows a document is let in first, then who was asked first', () => {
    const waits = (n: number, at?: number, answeredAt: number | null = null) =>
      aProctoredSitting({
        sittingId: sittingId.parse(id(n)),
        state: 'lobby',
        views: at === undefined ? [] : [{ interventionId: intervention, view: 'identity', at, answeredAt }],
      });
    const all = [waits(1), waits(2, 20), waits(3, 10), waits(4, 30, 40), aProctoredSitting({ state: 'writing' })];
    expect(waitingToEnter(all).map(({ sittingId: of }) => of)).toEqual([id(4), id(3), id(2), id(1)]);
  });
});
