import 'fake-indexeddb/auto';
import { AppError } from '@invigil/contract/errors';
import { sittingId as sittingIdSchema } from '@invigil/contract/ids';
import { type PageIncident, pageIncident } from '@invigil/contract/incidents';
import { afterEach, expect, test, vi } from 'vitest';
import { openExamDayStore } from '../examDayStore.ts';
import { PageClock } from '../pageClock.ts';
import { IncidentReporter } from './incidentReporter.ts';

const sittingId = sittingIdSchema.parse('0193e6a0-0000-7000-8000-000000000001');
const opened: IncidentReporter[] = [];
afterEach(() => {
  for (const reporter of opened.splice(0)) reporter.close();
});

/** The server as it should be: an id it knows only gains its end. Refuses what `fault` gives. */
function aServer() {
  const recorded = new Map<string, PageIncident>();
  const batches: number[] = [];
  const server = {
    recorded,
    batches,
    fault: (_: PageIncident[]): unknown => undefined,
    send: async (incidents: PageIncident[]) => {
      const fault = server.fault(incidents);
      if (fault !== undefined) throw fault;
      batches.push(incidents.length);
      for (const one of incidents) recorded.set(pageIncident.parse(one).incidentId, one);
    },
  };
  return server;
}

function aReporter(server: ReturnType<typeof aServer>, name: string, clock = new PageClock()) {
  const reporter = new IncidentReporter({
    sittingId,
    store: openExamDayStore(name),
    clock,
    send: server.send,
    hiccup: () => undefined,
  });
  opened.push(reporter);
  return reporter;
}

test('what happens together is sent together, with how long ago each began and ended', async () => {
  const server = aServer();
  let mono = 0;
  const reporter = aReporter(server, 'together', new PageClock({ mono: () => mono }));
  const end = reporter.begin({ kind: 'tabHidden', facts: {} });
  mono = 4_000;
  reporter.tell({ kind: 'wrongSurface', facts: { surface: 'window', times: 2 } });
  end();
  mono = 5_000;
  await vi.waitFor(() => expect(server.recorded.size).toBe(2));
  expect(server.batches).toEqual([2]);
  expect([...server.recorded.values()]).toMatchObject([
    { kind: 'tabHidden', facts: {}, beganAgoMs: 5_000, endedAgoMs: 1_000 },
    { kind: 'wrongSurface', facts: { surface: 'window', times: 2 }, beganAgoMs: 1_000, endedAgoMs: 1_000 },
  ]);
});

test('what goes on is told when it begins, and again under the same id when it ends', async () => {
  const server = aServer();
  const reporter = aReporter(server, 'span');
  const end = reporter.begin({ kind: 'secondDisplay', facts: {} });
  await vi.waitFor(() => expect(server.recorded.size).toBe(1));
  expect([...server.recorded.values()][0]?.endedAgoMs).toBeNull();
  end();
  end();
  await vi.waitFor(() => expect([...server.recorded.values()][0]?.endedAgoMs).not.toBeNull());
  expect(server.recorded.size).toBe(1);
  expect(server.batches).toEqual([1, 1]);
});

test('a page that dies with a cut line loses nothing: the next one sends it, and ends what went on', async () => {
  const server = aServer();
  server.fault = () => new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
  const dead = aReporter(server, 'dead');
  dead.begin({ kind: 'offline', facts: {} });
  dead.tell({ kind: 'slept', facts: { seconds: 40 } });
  const store = await openExamDayStore('dead');
  await vi.waitFor(async () => expect(await store.count('incidents')).toBe(2));
  expect(server.recorded.size).toBe(0);

  const reached = aServer();
  aReporter(reached, 'dead');
  await vi.waitFor(() => expect(reached.recorded.size).toBe(2));
  for (const { endedAgoMs } of reached.recorded.values()) expect(endedAgoMs).not.toBeNull();
  await vi.waitFor(async () => expect(await store.count('incidents')).toBe(0));
});

test('one incident that the server refuses does not keep the others from it', async () => {
  const server = aServer();
  server.fault = (incidents) =>
    incidents.some(({ kind }) => kind === 'slept') ? new AppError({ code: 'invalid', issues: [] }) : undefined;
  const reporter = aReporter(server, 'refused');
  reporter.tell({ kind: 'focusLost', facts: {} });
  reporter.tell({ kind: 'slept', facts: { seconds: 1 } });
  reporter.tell({ kind: 'offline', facts: {} });
  await vi.waitFor(() => expect(server.recorded.size).toBe(2));
  const store = await openExamDayStore('refused');
  await vi.waitFor(async () => expect(await store.count('incidents')).toBe(0));
});

test('a browser that keeps nothing still tells', async () => {
  const server = aServer();
  const store = Promise.reject(new Error('no storage'));
  store.catch(() => undefined);
  const reporter = new IncidentReporter({
    sittingId,
    store,
    clock: new PageClock(),
    send: server.send,
    hiccup: () => undefined,
  });
  opened.push(reporter);
  reporter.tell({ kind: 'offline', facts: {} });
  await vi.waitFor(() => expect(server.recorded.size).toBe(1));
});

test('more than one report holds go out as several', async () => {
  const server = aServer();
  const reporter = aReporter(server, 'many');
  for (let n = 0; n < 120; n += 1) reporter.tell({ kind: 'focusLost', facts: {} });
  await vi.waitFor(() => expect(server.recorded.size).toBe(120));
  expect(server.batches).toEqual([50, 50, 20]);
});
