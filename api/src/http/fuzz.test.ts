import { errorBody } from '@invigil/contract/errors';
import { type RouteName, routes } from '@invigil/contract/routes';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addExamDay } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

let server: TestApi;
let cookies: string[];
beforeAll(async () => {
  server = await TestApi.start();
  const { candidate, proctor } = await addExamDay(server.orm);
  cookies = ['', 'invigil=guess', await server.cookieOf(candidate), await server.cookieOf(proctor)];
});
afterAll(() => server.close());

const names = (Object.keys(routes) as RouteName[]).filter((name) => name !== 'signOut');
const segment = fc.oneof(fc.uuid(), fc.string({ unit: 'binary', maxLength: 40 }).map(encode));
const body = fc.oneof(
  fc.json(),
  fc.string({ maxLength: 200 }),
  fc
    .record({
      email: fc.oneof(fc.emailAddress(), fc.string()),
      password: fc.string(),
      language: fc.constantFrom('fr', 'xx'),
    })
    .map((value) => JSON.stringify(value)),
);

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || '-';
}

test('whatever anybody sends to a route is answered by its row or by an error of the table, never as a fault', async () => {
  const request = fc.record({
    name: fc.constantFrom(...names),
    segment,
    query: fc.string({ maxLength: 20 }),
    body,
    type: fc.constantFrom('application/json', 'application/json; charset=latin1', 'text/plain', 'x'),
    who: fc.nat({ max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ name, segment, query, body, type, who }) => {
      // The flood limit is not what this is about.
      server.clock.advance(1_000);
      const { method, path } = routes[name];
      const response = await fetch(`${server.url}${path.replace(/:\w+/, segment)}?${encode(query)}`, {
        method,
        headers: { cookie: cookies[who] ?? '', ...(method === 'GET' ? {} : { 'content-type': type }) },
        ...(method === 'GET' ? {} : { body }),
      });
      if (response.ok && routes[name].download) return void (await response.body?.cancel());
      const answer: unknown = await response.json();
      if (response.ok) routes[name].reply.parse(answer);
      else expect(errorBody.parse(answer).code).not.toBe('internal');
    }),
    { numRuns: 500 },
  );
});
