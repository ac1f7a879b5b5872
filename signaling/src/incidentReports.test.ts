import { randomUUID } from 'node:crypto';
import type { MediaIncident } from '@invigil/contract/apiControl';
import { AppError } from '@invigil/contract/errors';
import { incidentId, nodeId, sittingId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { openTestLog, type TestLog } from '@invigil/server-kit/testing/testLog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IncidentReports } from './incidentReports.ts';
import { ScriptedApi } from './testing/scriptedApi.ts';

let hub: LocalHub;
let testLog: TestLog;
let cluster: Cluster;
let counts: { told: number; dropped: number };
beforeEach(async () => {
  hub = new LocalHub();
  testLog = openTestLog('silent');
  cluster = await hub.join(nodeId.parse('signaling'), testLog);
  counts = { told: 0, dropped: 0 };
});
afterEach(async () => {
  await cluster.close();
  testLog.close();
});

const reports = (mostWaiting = 1_000) =>
  new IncidentReports({
    cluster,
    log: testLog.log,
    mostWaiting,
    random: () => 0,
    onTold: (count) => {
      counts.told += count;
    },
    onDropped: (count) => {
      counts.dropped += count;
    },
  });
const some = (): MediaIncident => ({
  incidentId: incidentId.parse(randomUUID()),
  sittingId: sittingId.parse(randomUUID()),
  kind: 'takenOver',
  facts: {},
  beganAt: 1_000,
  endedAt: null,
});
const api = async (name: string) => ScriptedApi.create(await hub.join(nodeId.parse(name), testLog));
const until = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 10 });

test('what happens while no api lives is told to the first that does, in batches, and the newest of each', async () => {
  const sent = reports();
  const incidents = Array.from({ length: 120 }, some);
  for (const one of incidents) sent.add(one);
  const [first] = incidents;
  if (first) sent.add({ ...first, endedAt: 2_000 });
  const late = await api('api-1');
  await until(() => late.told.length).toBe(120);
  expect(new Set(late.told.map((one) => one.incidentId)).size).toBe(120);
  expect(late.told.find((one) => one.incidentId === first?.incidentId)?.endedAt).toBe(2_000);
  await until(() => [sent.waiting, counts.told, counts.dropped]).toEqual([0, 120, 0]);
  await sent.close();
  await late.close();
});

test('a node that fails is passed over for the next, and one that died is no obstacle', async () => {
  const [one, two] = [await api('api-1'), await api('api-2')];
  one.next.push(() => Promise.reject(new Error('the database is away')));
  const sent = reports();
  sent.add(some());
  await until(() => two.told.length).toBe(1);
  expect(one.told).toEqual([]);
  await one.close();
  sent.add(some());
  await until(() => two.told.length).toBe(2);
  await sent.close();
  await two.close();
});

test('what is told again while it is being told still waits with its end', async () => {
  const only = await api('api-1');
  const sent = reports();
  const open = some();
  only.next.push(async () => sent.add({ ...open, endedAt: 3_000 }));
  sent.add(open);
  await until(() => only.told.map(({ endedAt }) => endedAt)).toEqual([null, 3_000]);
  await sent.close();
  await only.close();
});

test('what waits is bounded: the oldest is dropped and counted, and so is what is refused or left at the end', async () => {
  const sent = reports(10);
  const incidents = Array.from({ length: 15 }, some);
  for (const one of incidents) sent.add(one);
  expect([sent.waiting, counts.dropped]).toEqual([10, 5]);
  const only = await api('api-1');
  only.next.push(() => Promise.reject(new AppError({ code: 'invalid', issues: [] })));
  await until(() => [sent.waiting, counts.dropped]).toEqual([0, 15]);
  await only.close();
  sent.add(some());
  await sent.close();
  sent.add(some());
  await sent.close();
  expect([counts.told, counts.dropped]).toEqual([0, 17]);
});
