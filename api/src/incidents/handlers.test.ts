import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { apiControl, apiNodeGroup, apiNodeLease, type MediaIncident } from '@invigil/contract/apiControl';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { incidentId, nodeId, type SittingId, sittingId, stillId } from '@invigil/contract/ids';
import { type Incident, incident, type PageIncident, roomIncidentsOf } from '@invigil/contract/incidents';
import { limits } from '@invigil/contract/limits';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';

let server: TestApi;
let signaling: Cluster;
let day: Awaited<ReturnType<typeof addExamDay>>;
let candidate: HttpCaller;
let proctor: HttpCaller;
let opensAt: number;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());
beforeEach(async () => {
  opensAt = server.clock.now() - hour;
  day = await addExamDay(server.orm, { opensAt: new Date(opensAt), closesAt: new Date(opensAt + 3 * hour) });
  candidate = await server.as(day.candidate);
  proctor = await server.as(day.proctor);
});

const newIncidentId = () => incidentId.parse(randomUUID());
const hidden = (given: Partial<{ incidentId: PageIncident['incidentId']; beganAgoMs: number; endedAgoMs: number }>) =>
  ({ incidentId: newIncidentId(), kind: 'tabHidden', facts: {}, beganAgoMs: 0, endedAgoMs: null, ...given }) as const;
const report = (...incidents: PageIncident[]) =>
  candidate.call('reportIncidents', { params: { sittingId: day.sitting.id }, body: { incidents } });
const list = async (query: { sittingId?: SittingId; cursor?: string; limit?: number } = {}) =>
  proctor.call('roomIncidents', { params: { roomId: day.room.id }, query });
const ago = (ms: number) => new Date(server.clock.now() - ms).toISOString();

/** What the proctors of the room are told from now on. */
async function listening(): Promise<Incident[]> {
  const told: Incident[] = [];
  await signaling.hear(roomIncidentsOf(day.room.id), incident, (one) => told.push(one));
  return told;
}

describe('what a page saw', () => {
  test('is listed to the proctor by the server’s clock, the last one first', async () => {
    const pasted = {
      incidentId: newIncidentId(),
      kind: 'pasted',
      facts: { questionId: day.exam.id as never, characters: 120, refused: false },
      beganAgoMs: 1_000,
      endedAgoMs: null,
    } as const;
    expect(await report(hidden({ beganAgoMs: 30_000, endedAgoMs: 20_000 }), pasted)).toEqual({ recorded: 2 });
    const { incidents } = await list();
    expect(incidents).toEqual([
      expect.objectContaining({ kind: 'pasted', beganAt: ago(1_000), facts: pasted.facts, reportedBy: 'page' }),
      {
        ...{ incidentId: expect.any(String), sittingId: day.sitting.id, candidateName: day.candidate.name },
        ...{ kind: 'tabHidden', facts: {}, nature: 'conduct', reportedBy: 'page' },
        ...{ beganAt: ago(30_000), endedAt: ago(20_000) },
      },
    ]);
  });

  test('told again only gets its end, once', async () => {
    const told = await listening();
    const id = newIncidentId();
    const open = hidden({ incidentId: id, beganAgoMs: 10_000 });
    await report(open);
    const began = ago(10_000);
    server.clock.advance(5_000);
    await report(open, open);
    await report(hidden({ incidentId: id, beganAgoMs: 99_000, endedAgoMs: 2_000 }));
    await report(hidden({ incidentId: id, beganAgoMs: 10_000, endedAgoMs: 0 }));
    expect((await list()).incidents).toMatchObject([{ incidentId: id, beganAt: began, endedAt: ago(2_000) }]);
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(told).toMatchObject([
      { incidentId: id, sittingId: day.sitting.id, endedAt: null },
      { incidentId: id, beganAt: Date.parse(began), endedAt: server.clock.now() - 2_000 },
    ]);
  });

  test('cannot lie outside of the sitting’s life', async () => {
    await report(hidden({ beganAgoMs: limits.lateMs, endedAgoMs: 0 }));
    expect((await list()).incidents).toMatchObject([{ beganAt: new Date(opensAt).toISOString(), endedAt: ago(0) }]);
    server.clock.advance(10 * hour);
    await report(hidden({ beganAgoMs: 1_000 }));
    const closesAt = new Date(opensAt + 3 * hour).toISOString();
    expect((await list({ limit: 1 })).incidents).toMatchObject([{ beganAt: closesAt, endedAt: null }]);
    server.clock.advance(16 * hour);
    candidate = await server.as(day.candidate);
    expect(await refusal(report(hidden({})))).toEqual({ code: 'sittingOver' });
    server.clock.advance(-26 * hour);
  });

  test('is of a kind that pages see, and of one’s own sitting', async () => {
    const lost = { ...hidden({}), kind: 'streamLost', facts: { source: 'screen' } } as const;
    expect(await refusal(report(hidden({}), lost))).toMatchObject({ issues: [{ path: 'incidents.1.kind' }] });
    const other = await addExamDay(server.orm);
    const foreign = candidate.call('reportIncidents', {
      params: { sittingId: other.sitting.id },
      body: { incidents: [hidden({})] },
    });
    expect(await refusal(foreign)).toEqual({ code: 'notFound' });
  });

  test('changes nothing of another sitting by its id', async () => {
    const id = newIncidentId();
    await report(hidden({ incidentId: id }));
    const first = day;
    const second = await addExamDay(server.orm, { opensAt: new Date(opensAt), closesAt: new Date(opensAt + hour) });
    const stranger = await server.as(second.candidate);
    await stranger.call('reportIncidents', {
      params: { sittingId: second.sitting.id },
      body: { incidents: [hidden({ incidentId: id, endedAgoMs: 0 })] },
    });
    expect((await list()).incidents).toMatchObject([{ sittingId: first.sitting.id, endedAt: null }]);
  });
});

describe('the incidents of a room', () => {
  test('come page by page, of one sitting when asked, and not to a proctor of another room', async () => {
    const all = Array.from({ length: 5 }, (_, i) => hidden({ beganAgoMs: i * 1_000 }));
    await report(...all);
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeNull();
    const ids = [...first.incidents, ...second.incidents].map((one) => one.incidentId);
    expect(ids).toEqual(all.map((one) => one.incidentId));
    expect((await list({ sittingId: day.sitting.id })).incidents).toHaveLength(5);
    expect((await list({ sittingId: sittingId.parse(randomUUID()) })).incidents).toEqual([]);
    const stranger = await server.as(await addAccount(server.orm, 'proctor'));
    const theirs = stranger.call('roomIncidents', { params: { roomId: day.room.id } });
    expect(await refusal(theirs)).toEqual({ code: 'notFound' });
  });

  test('being looked at is written down once in a quarter of an hour', async () => {
    const looks = async () => {
      const admin = await server.as(await addAccount(server.orm, 'admin'));
      const { entries } = await admin.call('audit', { query: { subjectId: day.room.id } });
      return entries.filter(({ action }) => action === 'roomIncidentsOpened').length;
    };
    await list();
    await list();
    expect(await looks()).toBe(1);
    server.clock.advance(15 * 60_000);
    await list();
    expect(await looks()).toBe(2);
  });
});

describe('what the media plane saw', () => {
  const call = (...incidents: MediaIncident[]) =>
    signaling.call(nodeId.parse('api'), apiControl, 'recordIncidents', { incidents });
  const lost = (of: SittingId, given: Partial<MediaIncident> = {}) =>
    ({
      incidentId: newIncidentId(),
      sittingId: of,
      kind: 'streamLost',
      facts: { source: 'webcam' },
      beganAt: server.clock.now() - 20_000,
      endedAt: null,
      ...given,
    }) as MediaIncident;

  test('is taken by the api node that the lease names, written down and told to the room', async () => {
    // Its lease ran out when this test’s clock was moved, and is renewed by the ordinary one.
    const nodes = () => signaling.list(apiNodeGroup, apiNodeLease);
    await vi.waitFor(async () => expect((await nodes()).map((held) => held.nodeId)).toEqual(['api']), 10_000);
    const told = await listening();
    const one = lost(day.sitting.id);
    await call(one, lost(sittingId.parse(randomUUID())));
    await call({ ...one, endedAt: server.clock.now() });
    expect((await list()).incidents).toMatchObject([
      { incidentId: one.incidentId, reportedBy: 'media', facts: { source: 'webcam' }, endedAt: ago(0) },
    ]);
    await vi.waitFor(() => expect(told.map(({ endedAt }) => endedAt)).toEqual([null, server.clock.now()]));
  });

  test('of a sitting that is long over, or that media cannot see, is left out', async () => {
    const seen = lost(day.sitting.id, { kind: 'tabHidden', facts: {} } as never);
    await call(seen);
    server.clock.advance(27 * hour);
    await call(lost(day.sitting.id));
    server.clock.advance(-27 * hour);
    expect((await list()).incidents).toEqual([]);
  });
});

describe('a still', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);
  const send = (bytes: Buffer, given: { stillId?: string; source?: 'webcam' | 'microphone' } = {}) =>
    candidate.call('addStill', {
      params: { sittingId: day.sitting.id },
      query: {
        stillId: stillId.parse(given.stillId ?? randomUUID()),
        source: given.source ?? 'webcam',
        takenAgoMs: 5_000,
      },
      file: new Blob([bytes], { type: 'image/jpeg' }),
    });
  const kept = () =>
    server.database.query(
      `select id, taken_at, byte_size, storage_key from still where sitting_id = '${day.sitting.id}'`,
    );

  test('is kept once, however often it is sent', async () => {
    const id = randomUUID();
    await Promise.all([send(jpeg, { stillId: id }), send(jpeg, { stillId: id })]);
    await send(jpeg, { stillId: id });
    const rows = await kept();
    expect(rows).toMatchObject([{ id, byte_size: jpeg.length, taken_at: new Date(server.clock.now() - 5_000) }]);
    const file = path.join(server.folder, 'files', String(rows[0]?.storage_key));
    expect(await readFile(file)).toEqual(jpeg);
  });

  test('is a picture, and shows what can be seen', async () => {
    expect(await refusal(send(Buffer.from('GIF89a')))).toEqual({ code: 'fileTypeRefused', allowed: 'image/jpeg' });
    expect(await refusal(send(jpeg, { source: 'microphone' }))).toMatchObject({ code: 'invalid' });
    expect(await kept()).toEqual([]);
  });
});
