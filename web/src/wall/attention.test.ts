import { handId, interventionId, personId } from '@invigil/contract/ids';
import { describe, expect, test } from 'vitest';
import { type AttentionRules, attentionOf, byAttention } from './attention.ts';
import { aCandidate, anIncident } from './testing.ts';
import type { WallCandidate } from './wallCandidate.ts';

const uuid = '0193e6a0-0000-7000-8000-000000000001';
const minute = 60_000;
const now = 100 * minute;
const rules: AttentionRules = { lookMs: 10 * minute, admission: false, opensAt: 0, durationMs: 120 * minute };
const hand = (raisedAt: number) => ({ handId: handId.parse(uuid), raisedAt });
const lookedAt = (at: number) => ({ looked: { byId: personId.parse(uuid), at, seconds: 5 } });
const justLooked = lookedAt(now - minute);
const snoozed = (until: number) => ({ interventionId: interventionId.parse(uuid), until });
const needOf = (candidate: WallCandidate) => attentionOf(candidate, rules, now).need;
const liveStream = (link: 'live' | 'lost' | 'low') => ({ streamId: uuid as never, source: 'webcam', link }) as const;

describe('who is looked at first', () => {
  test('hands by waiting time, then messages, trouble, conduct, who was not looked at, and the rest as they are', () => {
    const conduct = anIncident(5, { kind: 'fullscreenLeft', nature: 'conduct', beganAt: now - minute, endedAt: now });
    const candidates = [
      aCandidate(1, justLooked),
      aCandidate(2, lookedAt(now - 20 * minute)),
      aCandidate(3, lookedAt(now - 30 * minute)),
      aCandidate(4, justLooked),
      aCandidate(5, justLooked, { incidents: [conduct] }),
      aCandidate(6, justLooked, { incidents: [anIncident(6)] }),
      aCandidate(7, { ...justLooked, unread: { count: 1, since: now - 5 } }),
      aCandidate(8, { ...justLooked, hand: hand(now - minute) }),
      aCandidate(9, { ...justLooked, hand: hand(now - 2 * minute) }),
    ];
    const order = candidates
      .map((candidate) => ({
        n: Number(candidate.sitting.candidateName.slice(10)),
        ...attentionOf(candidate, rules, now),
      }))
      .sort(byAttention)
      .map(({ n }) => n);
    expect(order).toEqual([9, 8, 7, 6, 5, 3, 2, 1, 4]);
  });

  test('a hand and a message count also after the end; nothing else does', () => {
    expect(needOf(aCandidate(1, { state: 'submitted', hand: hand(1) }))).toBe('hand');
    const over = aCandidate(1, { state: 'terminated' }, { incidents: [anIncident(1)], sitting: { presence: 'gone' } });
    expect(needOf(over)).toBeUndefined();
  });

  test('who waits in the lobby is let in before trouble is looked at, where proctors let people in', () => {
    const waits = aCandidate(1, { state: 'lobby' });
    expect(attentionOf(waits, { ...rules, admission: true }, now).need).toBe('lobby');
    expect(needOf(waits)).toBeUndefined();
    expect(attentionOf(aCandidate(1, { state: 'lobby', admittedAt: 5 }), { ...rules, admission: true }, now).need).toBe(
      undefined,
    );
  });

  test('a lost link is trouble without any incident, a weak one is not', () => {
    expect(needOf(aCandidate(1, justLooked, { sitting: { streams: { webcam: liveStream('lost') } } }))).toBe('trouble');
    expect(needOf(aCandidate(1, justLooked, { sitting: { streams: { webcam: liveStream('low') } } }))).toBeUndefined();
    expect(needOf(aCandidate(1, justLooked, { sitting: { presence: 'gone' } }))).toBe('trouble');
    expect(needOf(aCandidate(1, { state: 'scheduled' }, { sitting: { presence: 'gone' } }))).toBeUndefined();
  });

  test('a technical incident that is over, or happens in an instant, pushes nobody up', () => {
    const over = [anIncident(1, { endedAt: now - 5 })];
    expect(needOf(aCandidate(1, justLooked, { incidents: over }))).toBeUndefined();
    const instant = anIncident(1, { endedAt: null });
    expect(
      needOf(aCandidate(1, justLooked, { incidents: [{ ...instant, kind: 'takenOver', facts: {} }] })),
    ).toBeUndefined();
  });

  test('conduct weighs less with its age and nothing after ten minutes', () => {
    const left = (minutes: number) =>
      anIncident(1, {
        kind: 'tabHidden',
        nature: 'conduct',
        beganAt: now - minutes * minute,
        endedAt: now - minutes * minute,
      });
    const orderOf = (...minutes: number[]) =>
      attentionOf(aCandidate(1, justLooked, { incidents: minutes.map(left) }), rules, now);
    expect(orderOf(5)).toMatchObject({ need: 'conduct', order: -0.5 });
    expect(orderOf(5, 2).order).toBeCloseTo(-1.3);
    expect(orderOf(11).need).toBeUndefined();
  });

  test('snoozed incidents are quiet until the snooze is over; a hand is not', () => {
    const incidents = [anIncident(1)];
    expect(needOf(aCandidate(1, { ...justLooked, snoozed: snoozed(now + 1) }, { incidents }))).toBeUndefined();
    expect(needOf(aCandidate(1, { ...justLooked, snoozed: snoozed(now) }, { incidents }))).toBe('trouble');
    expect(needOf(aCandidate(1, { snoozed: snoozed(now + 1), hand: hand(1) }, { incidents }))).toBe('hand');
  });

  test('nobody is overlooked before they have written for so long, or while somebody looks at them', () => {
    const began = (minutes: number) => ({ deadline: now - minutes * minute + rules.durationMs });
    expect(needOf(aCandidate(1, began(9)))).toBeUndefined();
    expect(attentionOf(aCandidate(1, began(11)), rules, now)).toEqual({ need: 'unlooked', order: now - 11 * minute });
    expect(needOf(aCandidate(1, began(11), { isAttended: true }))).toBeUndefined();
    expect(needOf(aCandidate(1, { deadline: null }))).toBeUndefined();
    const given = { ...began(11), extraMinutes: 5, creditedSeconds: 60 };
    expect(attentionOf(aCandidate(1, given), rules, now).order).toBe(now - 17 * minute);
  });

  test('what the api has not told needs nothing but a line', () => {
    expect(needOf(aCandidate(1, undefined))).toBeUndefined();
  });
});
