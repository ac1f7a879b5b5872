import type { ErrorBody } from '@invigil/contract/errors';
import type { LinkState } from '@invigil/contract/live';
import { type EntryGate, entryGates, type SittingEntry } from '@invigil/contract/routes/entry';
import { type ExamRules, ordinaryRules } from '@invigil/contract/routes/exam';
import { expect, test } from 'vitest';
import { closedGates, gateRows, isAtTheDoor, type PageFacts } from './gates.ts';

function entryOf(rules: Partial<ExamRules>, closed: Partial<Record<EntryGate, ErrorBody>> = {}) {
  return {
    exam: { rules: { ...ordinaryRules, ...rules } } as SittingEntry['exam'],
    gates: entryGates.map((gate) => ({ gate, error: closed[gate] ?? null })),
  };
}
function pageOf(link: LinkState, more: Partial<PageFacts> = {}): PageFacts {
  const share = { link, trouble: undefined };
  return {
    secondDisplay: 'none',
    shares: { webcam: share, screen: share, microphone: share },
    isAdmitted: false,
    ...more,
  };
}
const names = (rows: ReturnType<typeof gateRows>) => rows.map(({ gate }) => gate);

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])('with screen %s and webcam %s, only what the exam requires is asked', (screen, webcam) => {
  const rows = gateRows(entryOf({ screen, webcam }), pageOf('off'));
  expect(names(rows)).toEqual([
    'browser',
    'window',
    'device',
    ...(screen ? ['screen'] : []),
    ...(webcam ? ['webcam'] : []),
    'terms',
  ]);
  expect(closedGates(rows)).toEqual([...(screen ? ['screen'] : []), ...(webcam ? ['webcam'] : [])]);
});

test('technical test, microphone and displays come in their order when they are asked for', () => {
  const rows = gateRows(
    entryOf(
      { technicalTest: true, microphone: true, secondDisplay: 'refused' },
      { technicalTest: { code: 'technicalTestRequired' }, elsewhere: { code: 'openElsewhere' } },
    ),
    pageOf('live', { secondDisplay: 'connected' }),
  );
  expect(names(rows)).toEqual([
    'browser',
    'window',
    'device',
    'technicalTest',
    'elsewhere',
    'display',
    'screen',
    'webcam',
    'microphone',
    'terms',
  ]);
  expect(closedGates(rows)).toEqual(['technicalTest', 'elsewhere', 'display']);
});

test('a second display that is only warned of says so and keeps nobody from the start', () => {
  const rows = gateRows(entryOf({ secondDisplay: 'warned' }), pageOf('live', { secondDisplay: 'connected' }));
  expect(rows.find(({ gate }) => gate === 'display')).toEqual({
    gate: 'display',
    state: 'done',
    error: { code: 'screenExtended' },
  });
  expect(closedGates(rows)).toEqual([]);
});

test('a share counts only once the server sees it, and one that went wrong waits for the candidate', () => {
  const stateOf = (link: LinkState, trouble?: 'wrongSurface') => {
    const page = pageOf('live');
    const shares = { ...page.shares, screen: { link, trouble } };
    return gateRows(entryOf({}), { ...page, shares }).find(({ gate }) => gate === 'screen')?.state;
  };
  expect(stateOf('off')).toBe('todo');
  expect(stateOf('reconnecting')).toBe('waiting');
  expect(stateOf('live')).toBe('done');
  expect(stateOf('low')).toBe('done');
  expect(stateOf('blocked', 'wrongSurface')).toBe('fault');
});

test('an exam that is not open yet opens by itself; what the server says elsewhere is shown as it says it', () => {
  const rows = gateRows(
    entryOf(
      {},
      {
        window: { code: 'examNotOpen', opensAt: '2026-06-01T09:00:00.000Z' },
        device: { code: 'deviceNotValidated', why: 'failed' },
        terms: { code: 'examTermsRequired' },
      },
    ),
    pageOf('live'),
  );
  const states = Object.fromEntries(rows.map(({ gate, state }) => [gate, state]));
  expect(states).toMatchObject({ window: 'waiting', device: 'fault', terms: 'todo' });
});

test('a proctor’s word is the last gate of an exam that asks for it, and only then is somebody at the door', () => {
  const notAdmitted = { admission: { code: 'notAdmitted' } } as const;
  const open = entryOf({ admission: true }, notAdmitted);
  expect(
    isAtTheDoor(
      gateRows(entryOf({ admission: true }, { ...notAdmitted, terms: { code: 'examTermsRequired' } }), pageOf('live')),
    ),
  ).toBe(false);
  expect(isAtTheDoor(gateRows(open, pageOf('off')))).toBe(false);
  expect(isAtTheDoor(gateRows(open, pageOf('live')))).toBe(true);
  expect(closedGates(gateRows(open, pageOf('live', { isAdmitted: true })))).toEqual([]);
  expect(names(gateRows(entryOf({ admission: false }), pageOf('live')))).not.toContain('admission');
});
