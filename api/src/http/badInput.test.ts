import { once } from 'node:events';
import { connect } from 'node:net';
import { errorBody } from '@invigil/contract/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

let server: TestApi;
let cookie: string;
beforeAll(async () => {
  server = await TestApi.start();
  cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
});
afterAll(() => server.close());

const signIn = (body: string, type = 'application/json') =>
  fetch(`${server.url}/api/sign-in`, { method: 'POST', body, headers: { 'content-type': type } });
const invalid = { code: 'invalid' };

test.each([
  ['broken JSON', '{"email":'],
  ['no JSON at all', 'email=a&password=b'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number instead of a text', '{"email":1,"password":"x"}'],
  ['an address that is none', '{"email":"nobody","password":"x"}'],
  ['an address that never ends', JSON.stringify({ email: `${'a'.repeat(300)}@b.example`, password: 'x' })],
  ['a key too many', '{"email":"a@b.example","password":"x","role":"admin"}'],
  ['a poisoned prototype', '{"email":"a@b.example","password":"x","__proto__":{"role":"admin"}}'],
])('%s is answered as invalid', async (_, body) => {
  const response = await signIn(body);
  expect(response.status).toBe(400);
  expect(errorBody.parse(await response.json())).toMatchObject(invalid);
});

test('the issues say which field and why, and never repeat what was sent', async () => {
  const response = await signIn('{"email":"nobody","password":"Secret1Guess","extra":1}');
  const text = await response.text();
  expect(errorBody.parse(JSON.parse(text))).toMatchObject({
    issues: expect.arrayContaining([{ path: 'email', message: expect.any(String) }]),
  });
  expect(text).not.toContain('Secret1Guess');
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
  'a form of type %s, which any site can send, is not read',
  async (type) => {
    const response = await signIn('{"email":"a@b.example","password":"x"}', type);
    expect(await response.json()).toMatchObject(invalid);
  },
);

test('ten megabytes are refused as too large', async () => {
  const response = await signIn(JSON.stringify({ email: 'a@b.example', password: 'x'.repeat(10 * 1024 * 1024) }));
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ code: 'bodyTooLarge' });
});

test('a body that hides its length is refused once it is too large', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(16 * 1024));
  let left = 640;
  const endless = new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left === 0) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const answer = await fetch(`${server.url}/api/sign-in`, {
    method: 'POST',
    body: endless,
    headers: { 'content-type': 'application/json' },
    duplex: 'half',
  }).then(
    (response) => response.json(),
    // The connection may be cut while the rest is still being sent, which refuses it as well.
    () => ({ code: 'bodyTooLarge' }),
  );
  expect(answer).toEqual({ code: 'bodyTooLarge' });
});

test.each(['1', 'not-an-id', "' or 1=1 --", '..%2F..%2Fetc%2Fpasswd', 'a'.repeat(90), '%00'])(
  'an id like "%.12s" is invalid or not found, never a fault',
  async (id) => {
    const response = await fetch(`${server.url}/api/sittings/${id}/join-token`, {
      method: 'POST',
      headers: { cookie },
    });
    expect([400, 404]).toContain(response.status);
    errorBody.parse(await response.json());
  },
);

test.each([
  ['GET', '/api/nothing'],
  ['GET', '/api'],
  ['DELETE', '/api/me'],
  ['POST', '/somewhere'],
  ['GET', '/api/%E0%A4%A'],
])('%s %s has an error body too', async (method, path) => {
  const response = await fetch(server.url + path, { method, headers: { accept: 'text/html' } });
  expect([400, 404]).toContain(response.status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  errorBody.parse(await response.json());
});

test.each([
  ['nonsense\r\n\r\n', 400],
  ['GET / HTTP/9.9\r\n\r\n', 400],
  [`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
])('what is no HTTP request is answered and cut off (%#)', async (sent, status) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (data: Buffer) => answer.push(data));
  socket.write(sent);
  await once(socket, 'close');
  const text = Buffer.concat(answer).toString();
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(errorBody.parse(JSON.parse(text.slice(text.indexOf('{'))))).toMatchObject(invalid);
});

test.each(['', 'a b', 'x:99999999', 'x/../y', '[::1'])('a host that is none (%s) is invalid', async (host) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (data: Buffer) => answer.push(data));
  socket.write(`GET /api/me HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  await once(socket, 'close');
  expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1.1 400 /);
});

test('an unforeseen fault shows a reference and nothing else; the log has the rest under it', async () => {
  const broken = await TestApi.start();
  try {
    const candidate = await broken.cookieOf(await addAccount(broken.orm, 'candidate'));
    await broken.database.query('drop table sitting cascade');
    const response = await fetch(`${broken.url}/api/sittings`, { headers: { cookie: candidate } });
    expect(response.status).toBe(500);
    const body = errorBody.parse(await response.json());
    expect(body).toEqual({ code: 'internal', reference: expect.stringMatching(/^[\w-]{36}$/) });
    const reference = 'reference' in body ? body.reference : '';
    const line = (await broken.log()).split('\n').find((text) => text.includes(reference));
    expect(line).toContain('GET /api/sittings');
    expect(line).toContain('stack');
  } finally {
    await broken.close();
  }
});
