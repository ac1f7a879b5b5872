import { describe, expect, test } from 'vitest';
import { firstRefusal, gatesOf, lateEntry, refusalBeforeAdmission, type Standing } from './gates.ts';

const opensAt = new Date('2026-06-15T08:00:00.000Z');
const closing = new Date('2026-06-15T12:00:00.000Z');
const at = (from: Date, ms: number) => new Date(from.getTime() + ms);
const exam: Standing['exam'] = {
  state: 'published',
  opensAt,
  lateEntryMinutes: null,
  isLateEntryAllowed: false,
  secondDisplay: 'refused',
};
const page: NonNullable<Standing['page']> = {
  captures: [{ source: 'webcam' }, { source: 'screen', surface: 'monitor' }],
  secondDisplay: 'none',
};

/** Before whom every gate stands open. */
const ready: Standing = {
  now: at(opensAt, 60_000),
  state: 'scheduled',
  exam,
  isStarted: false,
  closing,
  deviceRefusal: null,
  lacksTechnicalTest: false,
  isOpenElsewhere: false,
  hasAcceptedTerms: true,
  needsAdmission: false,
  required: ['webcam', 'screen'],
  live: new Set(['webcam', 'screen']),
  page,
};
const refusal = (given: Partial<Standing>) => firstRefusal({ ...ready, ...given });
const notOpen = { code: 'examNotOpen', opensAt: opensAt.toISOString() };
const closed = { code: 'examClosed' };

test('nothing stands in the way of who has done everything', () => {
  expect(refusal({})).toBeNull();
  expect(gatesOf(ready).map(({ gate }) => gate)).toEqual([
    'window',
    'device',
    'technicalTest',
    'elsewhere',
    'terms',
    'captures',
    'admission',
  ]);
});

test('who has to be let in is refused last, and never once started', () => {
  expect(refusal({ needsAdmission: true })).toEqual({ code: 'notAdmitted' });
  expect(refusal({ needsAdmission: true, hasAcceptedTerms: false })).toEqual({ code: 'examTermsRequired' });
  expect(refusal({ needsAdmission: true, isStarted: true })).toBeNull();
  expect(refusalBeforeAdmission({ ...ready, needsAdmission: true })).toBeNull();
  expect(refusalBeforeAdmission({ ...ready, live: new Set() })).toMatchObject({ code: 'captureMissing' });
});

test('a proctor opens the gate of late entry for one candidate', () => {
  const late = { ...exam, lateEntryMinutes: 0 };
  expect(refusal({ exam: late })).toEqual({ code: 'lateEntryClosed', minutes: 0 });
  expect(refusal({ exam: { ...late, isLateEntryAllowed: true } })).toBeNull();
});

describe('the window', () => {
  test.each([
    ['a second before the opening', at(opensAt, -1_000), notOpen],
    ['a millisecond before the opening', at(opensAt, -1), notOpen],
    ['at the opening', opensAt, null],
    ['a second before the closing', at(closing, -1_000), null],
    ['a millisecond before the closing', at(closing, -1), null],
    ['at the closing', closing, closed],
    ['a second after the closing', at(closing, 1_000), closed],
  ])('%s', (_, now, expected) => {
    expect(refusal({ now })).toEqual(expected);
  });

  test.each([
    ['at the last moment', 15 * 60_000, null],
    ['a millisecond later', 15 * 60_000 + 1, { code: 'lateEntryClosed', minutes: 15 }],
  ])('of an exam with late entry is open until then: %s', (_, ms, expected) => {
    expect(refusal({ now: at(opensAt, ms), exam: { ...exam, lateEntryMinutes: 15 } })).toEqual(expected);
  });

  test('of an exam whose late entry is of no minutes is open at its opening alone', () => {
    expect(lateEntry(opensAt, { opensAt, lateEntryMinutes: 0 })).toBeNull();
    expect(lateEntry(at(opensAt, 1), { opensAt, lateEntryMinutes: 0 })).toEqual({
      code: 'lateEntryClosed',
      minutes: 0,
    });
  });

  test('late entry says nothing to who has started', () => {
    expect(
      refusal({ now: at(opensAt, hour), isStarted: true, state: 'writing', exam: { ...exam, lateEntryMinutes: 15 } }),
    ).toBeNull();
  });

  test.each([
    ['submitted', { code: 'alreadySubmitted' }],
    ['timedOut', { code: 'alreadySubmitted' }],
    ['terminated', { code: 'sittingOver' }],
    ['noShow', closed],
  ] as const)('says of a sitting that is %s what became of it, also after the closing', (state, expected) => {
    expect(refusal({ state, now: closing })).toEqual(expected);
  });

  test('of a cancelled exam is never open, whatever the time', () => {
    const cancelled = { ...exam, state: 'cancelled' as const };
    for (const now of [at(opensAt, -1), opensAt, closing]) {
      expect(refusal({ now, exam: cancelled })).toEqual({ code: 'examCancelled' });
    }
  });
});

describe('the captures', () => {
  test('must be live at the media plane, whatever the page says', () => {
    expect(refusal({ live: new Set(['webcam']) })).toEqual({ code: 'captureMissing', sources: ['screen'] });
  });

  test('must be known to the page that starts, whatever the media plane says', () => {
    expect(refusal({ page: { ...page, captures: [] } })).toEqual({
      code: 'captureMissing',
      sources: ['webcam', 'screen'],
    });
  });

  test.each(['window', 'browser', 'other', undefined])('must be of an entire screen, and not of %s', (surface) => {
    const captures = [{ source: 'webcam' as const }, { source: 'screen' as const, surface }];
    expect(refusal({ page: { ...page, captures } })).toEqual({ code: 'surfaceNotMonitor' });
  });

  test('may be anything that is not required', () => {
    const live = new Set(['webcam'] as const);
    expect(refusal({ required: ['webcam'], live, page: { ...page, captures: [{ source: 'webcam' }] } })).toBeNull();
  });

  test.each([
    ['refused', 'connected', { code: 'secondDisplayRefused' }],
    ['refused', 'unknown', null],
    ['refused', 'none', null],
    ['warned', 'connected', null],
    ['allowed', 'connected', null],
  ] as const)('where second displays are %s, one that is %s', (secondDisplay, seen, expected) => {
    expect(refusal({ exam: { ...exam, secondDisplay }, page: { ...page, secondDisplay: seen } })).toEqual(expected);
  });

  test('are not asked about surfaces and displays while the page only looks', () => {
    const { page: _, ...looking } = ready;
    expect(firstRefusal(looking)).toBeNull();
  });
});

test('the gates are asked in their order, so that the first that is closed is told', () => {
  let standing: Standing = {
    ...ready,
    now: at(opensAt, -1),
    deviceRefusal: 'otherDevice',
    lacksTechnicalTest: true,
    isOpenElsewhere: true,
    hasAcceptedTerms: false,
    live: new Set(),
  };
  const opened: Partial<Standing>[] = [
    { now: opensAt },
    { deviceRefusal: null },
    { lacksTechnicalTest: false },
    { isOpenElsewhere: false },
    { hasAcceptedTerms: true },
    { live: ready.live },
  ];
  const told = opened.map((gate) => {
    const refused = firstRefusal(standing);
    standing = { ...standing, ...gate };
    return refused;
  });
  expect(told).toEqual([
    notOpen,
    { code: 'deviceNotValidated', why: 'otherDevice' },
    { code: 'technicalTestRequired' },
    { code: 'openElsewhere' },
    { code: 'examTermsRequired' },
    { code: 'captureMissing', sources: ['webcam', 'screen'] },
  ]);
  expect(firstRefusal(standing)).toBeNull();
});

test('only the window and another page stand in the way of who has started already', () => {
  const started: Partial<Standing> = {
    isStarted: true,
    state: 'writing',
    deviceRefusal: 'expired',
    lacksTechnicalTest: true,
    hasAcceptedTerms: false,
    live: new Set(),
  };
  expect(refusal(started)).toBeNull();
  expect(refusal({ ...started, isOpenElsewhere: true })).toEqual({ code: 'openElsewhere' });
  expect(refusal({ ...started, now: closing })).toEqual(closed);
});

const hour = 3_600_000;
