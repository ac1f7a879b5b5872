import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorBody, errorTable } from '@invigil/contract/errors';
import { type RouteName, routes } from '@invigil/contract/routes';
import type { RouteRow } from '@invigil/contract/routes/route';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf, files, queries } from '../../test/routeInputs.ts';
import { addSession, makeWorld, type RouteWorld } from '../../test/routeWorld.ts';
import { TestApi } from '../../test/testApi.ts';

const callers = ['anonymous', 'candidate', 'proctor', 'admin'] as const;
type Caller = (typeof callers)[number];
const names = Object.keys(routes) as RouteName[];

/** What whoever calls is told who has no right password, code or token, by routes for everybody. */
const refusals: Partial<Record<RouteName, ErrorCode>> = {
  signIn: 'wrongCredentials',
  lookUpInvitation: 'invitationRefused',
  activate: 'passwordTooWeak',
  resetPassword: 'resetRefused',
};

let server: TestApi;
/** Belongs to the callers; what changes something is asked in a world of its own. */
let shared: RouteWorld;
/** Somebody else's. */
let theirs: RouteWorld;
const statuses = new Map<RouteName, Partial<Record<Caller, number>>>();
const foreign = new Map<RouteName, Partial<Record<Caller, string>>>();

beforeAll(async () => {
  server = await TestApi.start();
  shared = await makeWorld(server);
  theirs = await makeWorld(server);
});
// So many sign-ins in one second are more than the server takes.
beforeEach(() => server.clock.advance(1_000));
afterAll(async () => {
  const rowOf = (name: RouteName) => [name, { may: String(routes[name].may), ...statuses.get(name) }];
  console.table(Object.fromEntries(names.map(rowOf)));
  console.table(Object.fromEntries(foreign));
  await server.close();
});

/** What the table says must happen: who is not named gets 401 without a session, 403 with the wrong role. */
function expected(name: RouteName, caller: Caller): number {
  const { may } = routes[name];
  const refusal = refusals[name];
  if (refusal) return errorTable[refusal].status;
  if (may === 'anyone') return 200;
  if (caller === 'anonymous') return 401;
  return (may as readonly string[]).includes(caller) ? 200 : 403;
}

/** Calls a route as somebody, about the things named by `ids`, with an input that the row accepts. */
async function ask(name: RouteName, world: RouteWorld, caller: Caller, ids: Readonly<Record<string, string>>) {
  const row: RouteRow = routes[name];
  const path = row.path.replace(/:(\w+)/g, (_, id: string) => ids[id] ?? '');
  const file = files[name]?.();
  const body = file ?? (row.method === 'GET' ? undefined : JSON.stringify(bodyOf(name, world)));
  const response = await fetch(server.url + path + (queries[name] ?? ''), {
    method: row.method,
    headers: {
      'content-type': row.upload?.type ?? 'application/json',
      cookie: caller === 'anonymous' ? '' : await server.cookieOf(world[caller]),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: response.ok && row.download ? text : (JSON.parse(text) as unknown) };
}

describe.each(names)('%s', (name) => {
  test.each(callers)('called by %s is answered as the table says', async (caller) => {
    const wanted = expected(name, caller);
    const world = wanted === 200 && routes[name].method !== 'GET' ? await makeWorld(server) : shared;
    // Whoever is refused too often has to wait, and these callers share an address.
    if (refusals[name]) server.clock.advance(60_000);
    const sessionId = await addSession(server, caller === 'anonymous' ? world.candidate : world[caller]);
    const { status, body } = await ask(name, world, caller, { ...world.ids, sessionId, ...world.idsOf[name] });
    statuses.set(name, { ...statuses.get(name), [caller]: status });
    expect({ status, ...(status === 200 ? {} : { body }) }).toMatchObject({ status: wanted });
    if (status === 403) expect(body).toEqual({ code: 'forbidden' });
    if (status === 401) expect(body).toEqual({ code: refusals[name] ?? 'unauthenticated' });
    else if (refusals[name]) expect(body).toMatchObject({ code: refusals[name] });
  });
});

/** An admin may see every id but those of other people's own things. */
const ownOnly = (name: RouteName, caller: Caller) => caller !== 'admin' || routes[name].path.startsWith('/api/me/');
const byId = names.filter((name) => routes[name].path.includes(':'));

describe.each(byId)('%s about what is somebody else’s', (name) => {
  const cases = callers.filter((caller) => ownOnly(name, caller));
  test.skipIf(cases.length === 0).each(cases)('is answered to %s as if there were no such thing', async (caller) => {
    const sessionId = await addSession(server, theirs.candidate);
    const other = await ask(name, shared, caller, { ...theirs.ids, sessionId, ...theirs.idsOf[name] });
    const none = await ask(name, shared, caller, new Proxy({}, { get: () => randomUUID() }));
    expect(other).toEqual(none);
    expect(other.status).toBeGreaterThanOrEqual(400);
    foreign.set(name, { ...foreign.get(name), [caller]: errorBody.parse(other.body).code });
  });
});

test('a document is found in its own exam only', async () => {
  const theirs = await makeWorld(server);
  const documentId = theirs.ids.documentId ?? '';
  for (const name of ['examDocument', 'removeExamDocument'] as const) {
    const { status } = await ask(name, shared, 'admin', { ...shared.ids, documentId });
    expect(status).toBe(404);
  }
});
