import { sittingId } from '@invigil/contract/ids';
import { incidentKindNames, incidentKinds } from '@invigil/contract/incidentKinds';
import { type Incident, incident } from '@invigil/contract/incidents';
import { type ListedIncident, listedIncident } from '@invigil/contract/routes/incidents';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { countsOf, useIncidents } from '../stores/incidents.ts';
import { Announcer } from './announcer.ts';
import { incidentWords, type Say } from './incidentWords.ts';
import { pageSize, readPast } from './readPast.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [zoe, adam] = [sittingId.parse(id(9001)), sittingId.parse(id(9002))];

function anIncident(n: number, changes: Partial<Pick<Incident, 'endedAt' | 'sittingId' | 'nature'>> = {}): Incident {
  return incident.parse({
    incidentId: id(n),
    sittingId: zoe,
    kind: 'offline',
    nature: 'technical',
    facts: {},
    beganAt: n * 1_000,
    endedAt: null,
    reportedBy: 'page',
    ...changes,
  });
}

/** The same incident as the api lists it. */
function listed({ beganAt, endedAt, ...rest }: Incident): ListedIncident {
  return listedIncident.parse({
    ...rest,
    candidateName: 'Zoé',
    beganAt: new Date(beganAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  });
}

describe('the incidents of a room', () => {
  beforeEach(() => setActivePinia(createPinia()));
  const beginnings = () => useIncidents().all.map(({ beganAt }) => beganAt / 1_000);

  test('are listed once each, the last first, whichever way and however often they are told', () => {
    const store = useIncidents();
    expect(store.add(anIncident(2))).toBe(true);
    store.addPast([3, 2, 1].map((n) => listed(anIncident(n))));
    expect(store.add(anIncident(3))).toBe(false);
    expect(store.add(anIncident(4))).toBe(true);
    expect(beginnings()).toEqual([4, 3, 2, 1]);
  });

  test('keep the end that either way of telling brought, and never lose it to an older word', () => {
    const store = useIncidents();
    store.add(anIncident(1, { endedAt: 9_000 }));
    store.addPast([listed(anIncident(1))]);
    expect(store.all.map(({ endedAt }) => endedAt)).toEqual([9_000]);
    store.add(anIncident(2));
    store.addPast([listed(anIncident(2, { endedAt: 8_000 }))]);
    store.add(anIncident(2));
    expect(store.all.map(({ endedAt }) => endedAt)).toEqual([8_000, 9_000]);
  });

  test('one that a page told late stands where it happened', () => {
    const store = useIncidents();
    store.add(anIncident(5));
    store.add(anIncident(7));
    store.add(anIncident(6));
    expect(beginnings()).toEqual([7, 6, 5]);
  });

  test('belong to their sitting, technical ones counted apart from conduct', () => {
    const store = useIncidents();
    store.add(anIncident(1));
    store.add(anIncident(2, { nature: 'conduct' }));
    store.add(anIncident(3, { sittingId: adam }));
    expect(countsOf(store.of(zoe))).toEqual({ technical: 1, conduct: 1 });
    expect(countsOf(store.of(adam))).toEqual({ technical: 1, conduct: 0 });
    store.reset();
    expect(countsOf(store.of(zoe))).toEqual({ technical: 0, conduct: 0 });
  });
});

describe('what happened before', () => {
  beforeEach(() => setActivePinia(createPinia()));
  const history = Array.from({ length: 450 }, (_, n) => anIncident(n)).reverse();

  /** An api with pages of the usual size; `between` happens after each page. */
  function reading(between: (page: number) => void = () => undefined) {
    let pages = 0;
    return async (cursor: string | undefined) => {
      const from = Number(cursor ?? 0);
      const next = from + pageSize;
      pages += 1;
      between(pages);
      return {
        incidents: history.slice(from, next).map(listed),
        nextCursor: next < history.length ? String(next) : null,
      };
    };
  }

  test('is read to its beginning, and joined with what is told meanwhile without a gap or a double', async () => {
    const store = useIncidents();
    const read = reading((page) => {
      store.add(anIncident(1_000 + page));
      store.add(anIncident(10, { endedAt: 99_000 }));
    });
    expect(await readPast({ read, add: store.addPast, signal: new AbortController().signal })).toBe(true);
    expect(store.all).toHaveLength(450 + 3);
    expect(store.all.find(({ beganAt }) => beganAt === 10_000)?.endedAt).toBe(99_000);
  });

  test('is read again after a gap: what was missed and what ended meanwhile comes in', async () => {
    const store = useIncidents();
    const { signal } = new AbortController();
    store.add(anIncident(100));
    const read = async () => ({
      incidents: [anIncident(101), anIncident(100, { endedAt: 101_500 })].map(listed),
      nextCursor: null,
    });
    await readPast({ read, add: store.addPast, signal });
    await readPast({ read, add: store.addPast, signal });
    expect(store.all.map(({ beganAt, endedAt }) => [beganAt, endedAt])).toEqual([
      [101_000, null],
      [100_000, 101_500],
    ]);
  });

  test('is left where it is by who closes the page, and says so when it is too long', async () => {
    const stop = new AbortController();
    const added = vi.fn();
    expect(await readPast({ read: reading(() => stop.abort()), add: added, signal: stop.signal })).toBe(false);
    expect(added).not.toHaveBeenCalled();
    const endless = async () => ({ incidents: [], nextCursor: 'more' });
    expect(await readPast({ read: endless, add: added, signal: new AbortController().signal })).toBe(false);
  });
});

describe('what is read aloud', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is one sentence at a time, and a burst becomes one', () => {
    const said: string[] = [];
    const announcer = new Announcer(
      (text) => said.push(text),
      (count, last) => `${count}, last ${last}`,
    );
    announcer.tell('a');
    announcer.tell('b');
    announcer.tell('c');
    expect(said).toEqual(['a']);
    vi.advanceTimersByTime(6_000);
    expect(said).toEqual(['a', '2, last c']);
    vi.advanceTimersByTime(60_000);
    announcer.tell('d');
    announcer.close();
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual(['a', '2, last c', 'd']);
  });
});

describe('the words of incidents', () => {
  const keys: string[] = [];
  const say: Say = {
    t: (key) => {
      keys.push(key);
      return key;
    },
    tn: (key, n) => {
      keys.push(key);
      return `${key} ${n}`;
    },
    span: (ms) => `${ms} ms`,
  };
  const facts = {
    source: 'screen',
    surface: 'window',
    times: 2,
    questionId: id(1),
    characters: 12,
    refused: false,
    percent: 9,
    seconds: 90,
    afterSeconds: 5,
  };

  function flat(tree: object, path = ''): Map<string, string> {
    return new Map(
      Object.entries(tree).flatMap(([key, value]): [string, string][] =>
        typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
      ),
    );
  }
  const [english, french] = [flat(en), flat(withFrenchSpaces(fr))];

  test.each(incidentKindNames)('%s is told in both languages', (kind) => {
    const shape = Object.keys(incidentKinds[kind].facts.shape);
    const told = incident.parse({
      ...anIncident(1),
      kind,
      nature: incidentKinds[kind].nature,
      facts: Object.fromEntries(Object.entries(facts).filter(([name]) => shape.includes(name))),
    });
    keys.length = 0;
    expect(incidentWords(told, say)).not.toBe('');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect([english.has(key), french.has(key), key]).toEqual([true, true, key]);
  });

  test('speak of the same values in as many forms in both, and judge nobody', () => {
    const values = (text = '') => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      const other = french.get(key) ?? '';
      expect([key, values(other), other.split('|').length]).toEqual([key, values(text), text.split('|').length]);
      expect(`${key}: ${other}`).not.toMatch(/ [;!?»]|« /);
      expect(`${text} ${other}`).not.toMatch(/cheat|fraud|suspic|violat|trich|infraction|soupç/i);
    }
  });
});
