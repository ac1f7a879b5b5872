import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { CheckedStep, DeviceCheckKind } from '@invigil/contract/deviceCheckSteps';
import { deviceReceipt } from '@invigil/contract/deviceReceipt';
import { type CheckId, type DeviceId, deviceId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { holdLive } from '../../test/liveSitting.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';
import { deviceStanding } from './deviceStanding.ts';

const day = 24 * hour;
let server: TestApi;
let signaling: Cluster;
let account: Account;
let candidate: HttpCaller;
let mine: DeviceId;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());
beforeEach(async () => {
  account = await addAccount(server.orm, 'candidate');
  candidate = await server.as(account);
  mine = deviceId.parse(randomUUID());
});

const now = () => new Date(server.clock.now());
const device = { browser: 'Chrome 130', system: 'Windows 11' };
const step = (name: CheckedStep['step'], outcome: CheckedStep['outcome'] = 'passed'): CheckedStep => ({
  step: name,
  outcome,
  fault: null,
  facts: [],
});
const fullSteps = (['browser', 'webcam', 'screen', 'connection', 'documents', 'writing'] as const).map((name) =>
  step(name),
);
const deltaSteps = (['browser', 'webcam', 'screen', 'connection'] as const).map((name) => step(name));
const start = (kind: DeviceCheckKind = 'full', id = mine) =>
  candidate.call('startDeviceCheck', { body: { kind, deviceId: id } });
const finish = (checkId: CheckId, steps: CheckedStep[]) =>
  candidate.call('finishDeviceCheck', { params: { checkId }, body: { device, steps } });
const save = (checkId: CheckId, text: string, baseRevision: number) =>
  candidate.call('saveCheckText', { params: { checkId }, body: { text, baseRevision } });
const standing = async (id: DeviceId | null = mine) =>
  (await deviceStanding(server.orm.em.fork(), account, id, now())).state;

/** A whole check whose webcam and screen arrive. */
async function check(steps = fullSteps, { kind, id = mine }: { kind?: DeviceCheckKind; id?: DeviceId } = {}) {
  const { checkId } = await start(kind, id);
  await holdLive(signaling, { sittingId: checkId, roomId: checkId }, { webcam: 'live', screen: 'low' });
  await save(checkId, 'Été à Noël', 0);
  return { checkId, ...(await finish(checkId, steps)) };
}

describe('a full check', () => {
  test('admits to a live sitting of its own, for half an hour', async () => {
    const started = await start();
    expect(Date.parse(started.endsAt) - Date.parse(started.serverTime)).toBe(hour / 2);
    const { admission } = await verifyJoinToken(server.keys.publicJwk, started.join.token, { clock: server.clock });
    expect(admission).toEqual({
      role: 'candidate',
      personId: account.id,
      sittingId: started.checkId,
      roomId: started.checkId,
      endsAt: Date.parse(started.endsAt),
    });
  });

  test('that passes lets the device in for fourteen days, and dashboard and admins see it', async () => {
    expect(await standing()).toBe('none');
    const passed = await check();
    expect(passed).toMatchObject({ passed: true, validUntil: new Date(now().getTime() + 14 * day).toISOString() });
    expect(await standing()).toBe('passed');
    expect(await standing(deviceId.parse(randomUUID()))).toBe('otherDevice');
    expect(await standing(null)).toBe('otherDevice');
    const { device: card } = await candidate.call('dashboard');
    expect(card).toMatchObject({ state: 'passed', device: 'Chrome 130 · Windows 11', validUntil: passed.validUntil });
    const admin = await server.as(await addAccount(server.orm, 'admin'));
    expect(await admin.call('person', { params: { personId: account.id } })).toMatchObject({ standing: 'validated' });
    const { entries } = await admin.call('audit', { query: { subjectId: passed.checkId } });
    expect(entries).toMatchObject([{ action: 'deviceChecked', facts: { kind: 'full', outcome: 'passed' } }]);
    server.clock.advance(14 * day);
    expect(await standing()).toBe('expired');
    server.clock.advance(-14 * day);
  });

  test('has a receipt that anybody can check, and that admits nowhere', async () => {
    const { checkId, receipt, validUntil } = await check();
    const jwk = await server.caller().call('deviceReceiptKey');
    const { payload, protectedHeader } = await jwtVerify(receipt ?? '', await importJWK(jwk, 'EdDSA'), {
      currentDate: now(),
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA' });
    expect(deviceReceipt.parse(payload)).toMatchObject({
      sub: account.id,
      checkId,
      deviceId: mine,
      device: 'Chrome 130 · Windows 11',
      exp: Date.parse(validUntil ?? '') / 1000,
    });
    const asToken = verifyJoinToken(server.keys.publicJwk, receipt ?? '', { clock: server.clock });
    await expect(asToken).rejects.toMatchObject({ code: 'joinTokenInvalid' });
  });

  test('answers the same when asked again, also twice at once and after its end', async () => {
    const { checkId } = await start();
    await holdLive(signaling, { sittingId: checkId, roomId: checkId }, { webcam: 'live', screen: 'live' });
    await save(checkId, 'x', 0);
    const [first, second] = await Promise.all([finish(checkId, fullSteps), finish(checkId, [])]);
    expect(second).toEqual(first);
    server.clock.advance(hour);
    expect(await finish(checkId, [])).toEqual(first);
    server.clock.advance(-hour);
  });

  test.each([
    ['nothing is live', {}, ['webcam', 'screen']],
    ['the screen was lost', { webcam: 'live', screen: 'lost' }, ['screen']],
    ['the webcam is about to come', { webcam: 'reconnecting', screen: 'live' }, ['webcam']],
  ] as const)('fails what the page calls passed while %s', async (_, links, failed) => {
    const { checkId } = await start();
    await holdLive(signaling, { sittingId: checkId, roomId: checkId }, links);
    await save(checkId, 'x', 0);
    const { passed, steps, receipt } = await finish(checkId, fullSteps);
    expect([passed, receipt]).toEqual([false, null]);
    const unseen = steps.filter(({ fault }) => fault === 'notSeenByServer');
    expect(unseen.map((one) => [one.step, one.outcome])).toEqual(failed.map((name) => [name, 'failed']));
    expect(await standing()).toBe('failed');
  });

  test('needs a text that was saved, and every step that is always required', async () => {
    const { checkId } = await start();
    await holdLive(signaling, { sittingId: checkId, roomId: checkId }, { webcam: 'live', screen: 'live' });
    const { steps } = await finish(checkId, fullSteps);
    expect(steps).toContainEqual({ step: 'writing', outcome: 'failed', fault: 'notSeenByServer', facts: [] });
    const withoutDocuments = await check(fullSteps.filter((one) => one.step !== 'documents'));
    expect(withoutDocuments).toMatchObject({ passed: false });
    expect(withoutDocuments.steps).toContainEqual(step('documents', 'skipped'));
    expect((await check([...fullSteps, step('microphone', 'failed')])).passed).toBe(true);
  });

  test('needs a microphone or a screen only when an exam to come asks for it', async () => {
    const { exam, sitting } = await addExamDay(server.orm);
    const coming = (rules: string) =>
      server.database.query(`update exam set ${rules} where id = '${exam.id}';
        update sitting set candidate_id = '${account.id}' where id = '${sitting.id}'`);
    await coming('microphone_required = true');
    expect((await check()).passed).toBe(false);
    expect((await check([...fullSteps, step('microphone', 'warned')])).passed).toBe(true);
    await coming('microphone_required = false, screen_required = false');
    expect((await check(fullSteps.filter((one) => one.step !== 'screen'))).passed).toBe(true);
    await coming(`closes_at = '${now().toISOString()}', opens_at = '${new Date(0).toISOString()}'`);
    expect((await check(fullSteps.filter((one) => one.step !== 'screen'))).passed).toBe(false);
  });

  test('is over after half an hour', async () => {
    const { checkId } = await start();
    server.clock.advance(hour / 2);
    expect(await refusal(save(checkId, 'x', 0))).toEqual({ code: 'checkTimedOut' });
    expect(await refusal(finish(checkId, fullSteps))).toEqual({ code: 'checkTimedOut' });
    server.clock.advance(-hour / 2);
  });

  test('names each step once', async () => {
    const { checkId } = await start();
    expect(await refusal(finish(checkId, [step('browser'), step('browser')]))).toMatchObject({ code: 'invalid' });
  });

  test('of one device says nothing of another: each stands by its own last one', async () => {
    const other = deviceId.parse(randomUUID());
    await check();
    server.clock.advance(1_000);
    expect((await check([], { id: other })).passed).toBe(false);
    expect([await standing(), await standing(other)]).toEqual(['passed', 'failed']);
    expect((await candidate.call('dashboard')).device.state).toBe('passed');
    server.clock.advance(1_000);
    await check([]);
    expect([await standing(), (await candidate.call('dashboard')).device.state]).toEqual(['failed', 'failed']);
  });
});

describe('a delta', () => {
  test('is for a device with a full check that counts', async () => {
    expect(await refusal(start('delta'))).toEqual({ code: 'stale' });
    await check();
    expect(await refusal(start('delta', deviceId.parse(randomUUID())))).toEqual({ code: 'stale' });
    await start('delta');
    server.clock.advance(14 * day);
    candidate = await server.as(account);
    expect(await refusal(start('delta'))).toEqual({ code: 'stale' });
    server.clock.advance(-14 * day);
  });

  test('confirms without prolonging; one that fails closes the gate until another passes', async () => {
    const { validUntil } = await check();
    server.clock.advance(day);
    candidate = await server.as(account);
    const confirmed = await check(deltaSteps, { kind: 'delta' });
    expect(confirmed).toMatchObject({ passed: true, validUntil });
    expect(decodeJwt(confirmed.receipt ?? '').exp).toBe(Date.parse(validUntil ?? '') / 1000);
    server.clock.advance(1_000);
    await check([step('webcam', 'failed')], { kind: 'delta' });
    expect([await standing(), (await candidate.call('dashboard')).device.state]).toEqual(['failed', 'failed']);
    server.clock.advance(1_000);
    await check(deltaSteps, { kind: 'delta' });
    expect(await standing()).toBe('passed');
    server.clock.advance(-day - 2_000);
  });
});

describe('what is typed in a check', () => {
  const textOf = async ({ checkId }: { checkId: CheckId }) =>
    (await candidate.call('checkText', { params: { checkId } })).text;

  test('is saved, read back, and saved again without harm', async () => {
    const { checkId } = await start();
    const text = 'Œuvre à l’été — 😀';
    expect((await save(checkId, text, 0)).revision).toBe(1);
    expect((await save(checkId, text, 0)).revision).toBe(1);
    expect(await candidate.call('checkText', { params: { checkId } })).toEqual({ text, revision: 1 });
    expect(await refusal(save(checkId, 'other', 0))).toEqual({ code: 'stale' });
    const stranger = await server.as(await addAccount(server.orm, 'candidate'));
    expect(await refusal(stranger.call('checkText', { params: { checkId } }))).toEqual({ code: 'notFound' });
  });

  test('is in the next check of a page that was loaded again or lost its place, on that device alone', async () => {
    const first = await start();
    await save(first.checkId, 'before the reload', 0);
    const second = await start();
    expect(await textOf(second)).toBe('before the reload');
    expect((await save(second.checkId, 'before the reload, and after', 1)).revision).toBe(2);
    expect(await textOf(await start('full', deviceId.parse(randomUUID())))).toBe('');
    const third = await start();
    expect(await textOf(third)).toBe('before the reload, and after');
    await finish(third.checkId, fullSteps);
    expect(await textOf(await start())).toBe('');
  });

  test('is not in a check that begins after the time of the one before is out', async () => {
    await save((await start()).checkId, 'long ago', 0);
    server.clock.advance(hour);
    expect(await textOf(await start())).toBe('');
    server.clock.advance(-hour);
  });
});

describe('the speed probe', () => {
  const probe = async (bytes: number) => (await candidate.call('speedProbe', { query: { bytes } })).file;

  test('is as long as asked, cannot be compressed, and is never kept', async () => {
    const file = await probe(300_000);
    expect(file.size).toBe(300_000);
    expect(gzipSync(Buffer.from(await file.arrayBuffer())).length).toBeGreaterThan(299_000);
    const response = await fetch(`${server.url}/api/speed-probe?bytes=10`, {
      headers: { cookie: await server.cookieOf(account) },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.arrayBuffer()).byteLength).toBe(10);
  });

  test('is given to one account so often and no more', async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => refusal(probe(1))));
    expect(asked.filter((body) => body === undefined)).toHaveLength(24);
    expect(asked.at(-1)).toMatchObject({ code: 'tooManyRequests' });
  });
});
