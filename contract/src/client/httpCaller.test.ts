import { describe, expect, expectTypeOf, test } from 'vitest';
import { AppError } from '../errors.ts';
import { roomId } from '../ids.ts';
import type { Me } from '../routes/account.ts';
import { createHttpCaller, type Fetch } from './httpCaller.ts';

const id = roomId.parse('01890000-0000-7000-8000-000000000001');
const person = {
  personId: id,
  name: 'Ada',
  email: 'ada@b.example',
  role: 'candidate',
  language: 'fr',
  timeZone: null,
  consentDue: false,
};

/** A caller whose network answers with this, and what it was asked. */
function callerOf(answer: () => Promise<Response> | Response, options: { timeoutMs?: number } = {}) {
  const asked: { url: string; init: Parameters<Fetch>[1] }[] = [];
  const caller = createHttpCaller({
    baseUrl: 'http://api.example',
    fetch: async (url, init) => {
      asked.push({ url, init });
      const aborted = new Promise<never>((_, reject) =>
        init.signal.addEventListener('abort', () => reject(init.signal.reason)),
      );
      return Promise.race([answer(), aborted]);
    },
    ...options,
  });
  return { caller, asked };
}
const bodyOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.body : error),
  );

describe('a call', () => {
  test('goes to the path of its row with its parameters, and gives the reply without what the row does not name', async () => {
    const { caller, asked } = callerOf(() => Response.json({ ...person, secret: 1 }));
    const me = await caller.call('me');
    expectTypeOf(me).toEqualTypeOf<Me>();
    expect(me).toEqual(person);
    await bodyOf(caller.call('room', { params: { roomId: id } }));
    await caller.call('changeMe', { body: { language: 'en' } });
    expect(asked.map(({ url, init }) => [init.method, url, init.body])).toEqual([
      ['GET', 'http://api.example/api/me', undefined],
      ['GET', `http://api.example/api/rooms/${id}`, undefined],
      ['PATCH', 'http://api.example/api/me', '{"language":"en"}'],
    ]);
  });

  test('cannot be made without what its row asks for', () => {
    const { caller } = callerOf(() => Response.json({}));
    type Call = typeof caller.call;
    expectTypeOf<Parameters<typeof caller.call<'me'>>>().toEqualTypeOf<['me']>();
    // @ts-expect-error a room needs to be named.
    expectTypeOf<Call>().toBeCallableWith('room');
    // @ts-expect-error a language is one of those there are.
    expectTypeOf<Call>().toBeCallableWith('changeMe', { body: { language: 'de' } });
  });
});

describe('an error', () => {
  test('of the server is thrown as it is', async () => {
    const body = { code: 'tooManyRequests', retryAfterSeconds: 7 };
    const { caller } = callerOf(() => Response.json(body, { status: 429 }));
    expect(await bodyOf(caller.call('me'))).toEqual(body);
  });

  test('of the network means unavailable, and so does a proxy without a server behind it', async () => {
    const unavailable = { code: 'unavailable', retryAfterSeconds: 3 };
    const unreachable = callerOf(() => Promise.reject(new TypeError('fetch failed')));
    expect(await bodyOf(unreachable.caller.call('me'))).toEqual(unavailable);
    for (const status of [502, 503]) {
      const proxy = callerOf(() => new Response('<html>Bad Gateway</html>', { status }));
      expect(await bodyOf(proxy.caller.call('me'))).toEqual(unavailable);
    }
  });

  test('of a silent server is a timeout', async () => {
    const { caller } = callerOf(() => new Promise<Response>(() => {}), { timeoutMs: 20 });
    expect(await bodyOf(caller.call('me'))).toEqual({ code: 'timeout' });
    const proxy = callerOf(() => new Response('', { status: 504 }));
    expect(await bodyOf(proxy.caller.call('me'))).toEqual({ code: 'timeout' });
  });

  test('of a reply that is not the row’s is ours', async () => {
    const strange = callerOf(() => Response.json({ name: 'Ada' }));
    expect(await bodyOf(strange.caller.call('me'))).toEqual({ code: 'internal', reference: 'reply of me' });
    const page = callerOf(() => new Response('<html>', { status: 200 }));
    expect(await bodyOf(page.caller.call('me'))).toEqual({ code: 'internal', reference: 'reply of me' });
    const unknown = callerOf(() => Response.json({ code: 'somethingNew' }, { status: 418 }));
    expect(await bodyOf(unknown.caller.call('me'))).toEqual({ code: 'internal', reference: 'HTTP 418' });
  });
});

describe('a query and a file', () => {
  test('go as the row says, and a file that is answered keeps its name', async () => {
    const { caller, asked } = callerOf(
      () => new Response('a;b', { headers: { 'content-disposition': "attachment; filename*=UTF-8''mod%C3%A8le.csv" } }),
    );
    const { fileName, file } = await caller.call('rosterTemplate', { query: { language: 'fr' } });
    expect([fileName, await file.text()]).toEqual(['modèle.csv', 'a;b']);
    const roster = new Blob(['x']);
    await bodyOf(caller.call('checkRoster', { file: roster, query: { fileName: 'classe é.csv' } }));
    await bodyOf(caller.call('people'));
    await bodyOf(caller.call('people', { query: { status: 'new,atRisk', search: undefined } }));
    expect(asked.map(({ url, init }) => [url, init.headers['content-type'], init.body])).toEqual([
      ['http://api.example/api/admin/roster-template?language=fr', undefined, undefined],
      ['http://api.example/api/admin/roster-imports?fileName=classe+%C3%A9.csv', 'text/csv', roster],
      ['http://api.example/api/admin/people', undefined, undefined],
      ['http://api.example/api/admin/people?status=new%2CatRisk', undefined, undefined],
    ]);
  });

  test('an error in place of a file is an error', async () => {
    const { caller } = callerOf(() => Response.json({ code: 'forbidden' }, { status: 403 }));
    expect(await bodyOf(caller.call('auditExport'))).toEqual({ code: 'forbidden' });
  });
});
