import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

let webRoot: string;
let server: TestApi;
beforeAll(async () => {
  webRoot = await mkdtemp(path.join(tmpdir(), 'invigil-web-'));
  await mkdir(path.join(webRoot, 'assets'));
  await writeFile(path.join(webRoot, 'index.html'), '<div id=app>');
  await writeFile(path.join(webRoot, 'assets', 'app-abc123.js'), 'export {}');
  await writeFile(path.join(webRoot, 'assets', 'app-abc123.js.gz'), 'zipped');
  await writeFile(path.join(webRoot, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(webRoot, '.secret'), 'secret');
  server = await TestApi.start({ webRoot, secureCookies: true, signalingUrl: 'wss://live.invigil.example/live' });
});
afterAll(async () => {
  await server.close();
  await rm(webRoot, { recursive: true });
});

const get = (address: string, accept = 'text/html') => fetch(server.url + address, { headers: { accept } });
const policyOf = (response: Response) =>
  Object.fromEntries(
    (response.headers.get('content-security-policy') ?? '')
      .split(';')
      .map((directive) => directive.trim().split(' '))
      .map(([name = '', ...sources]) => [name, sources]),
  );

describe('the web page', () => {
  test.each(['/', '/rooms/123', '/sign-in?next=%2Frooms', '/index.html'])(
    'answers %s, never from a cache',
    async (address) => {
      const response = await get(address);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<div id=app>');
    },
  );

  test('answers its first address to a program that names no type and no encoding', async () => {
    const status = await new Promise((resolve, reject) =>
      request(server.url, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(),
    );
    expect(status).toBe(200);
  });

  test('has an answer for those who only ask whether it is there', async () => {
    const response = await fetch(server.url, { method: 'HEAD', headers: { accept: 'text/html' } });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('ASVS 3.4.3 may run no script but ours, open a socket to signaling only, and is never framed', async () => {
    const policy = policyOf(await get('/'));
    expect(policy['script-src']).toEqual(["'self'"]);
    expect(policy['style-src']).toEqual(["'self'"]);
    expect(policy['script-src']?.join(' ')).not.toMatch(/unsafe|https?:|\*/);
    expect(policy['connect-src']).toEqual(["'self'", 'wss://live.invigil.example']);
    expect(policy['frame-ancestors']).toEqual(["'none'"]);
    expect(policy['default-src']).toEqual(["'self'"]);
    expect(policy['object-src']).toEqual(["'none'"]);
    expect(policy['base-uri']).toEqual(["'none'"]);
    expect(JSON.stringify(policy)).not.toContain('unsafe');
  });

  test('may use camera, microphone and screen itself and lend them to nobody', async () => {
    const { headers } = await get('/');
    expect(headers.get('permissions-policy')).toContain('camera=(self), microphone=(self), display-capture=(self)');
    expect(headers.get('permissions-policy')).toContain('geolocation=(), payment=(), usb=()');
  });

  test('ASVS 3.4.1 insists on HTTPS for a year, on every address beneath this one', async () => {
    const { headers } = await get('/');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  test('ASVS 3.4.4 is what it says it is, and tells no other site where somebody came from', async () => {
    for (const address of ['/', '/favicon.svg', '/api/me', '/assets/app-abc123.js']) {
      const { headers } = await get(address);
      expect(headers.get('x-content-type-options'), address).toBe('nosniff');
      expect(headers.get('referrer-policy'), address).toBe('same-origin');
    }
  });

  test('ASVS 3.4.8 shares its window with no other site, and lends none its files', async () => {
    for (const address of ['/', '/favicon.svg', '/api/me']) {
      const { headers } = await get(address);
      expect(headers.get('cross-origin-opener-policy'), address).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy'), address).toBe('same-origin');
    }
  });
});

describe('files', () => {
  test('with a hash in their name are kept for good, others are asked for again', async () => {
    const asset = await get('/assets/app-abc123.js', '*/*');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect((await get('/favicon.svg', '*/*')).headers.get('cache-control')).toBe('no-cache');
  });

  test('that were compressed when built are sent so', async () => {
    const response = await fetch(`${server.url}/assets/app-abc123.js`, {
      headers: { 'accept-encoding': 'gzip' },
    }).catch((error: unknown) => error);
    // The fixture is no real gzip data, so the fetch may also fail while unpacking it, which shows the same.
    if (response instanceof Response) expect(response.headers.get('content-encoding')).toBe('gzip');
    else expect(String(response)).toMatch(/terminated|fetch failed/);
  });

  test.each(['/assets/missing.js', '/.secret', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/'])(
    '%s is not there',
    async (address) => {
      const response = await get(address, '*/*');
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ code: 'notFound' });
    },
  );
});

test('an unknown address of the api is no page, even for a browser', async () => {
  const response = await get('/api/nothing');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ code: 'notFound' });
});

test('ASVS 3.3.3 over HTTPS the cookie is bound to this very host', async () => {
  const { email } = await addAccount(server.orm, 'candidate');
  const signedIn = await fetch(`${server.url}/api/sign-in`, {
    method: 'POST',
    body: JSON.stringify({ email, password }),
    headers: { 'content-type': 'application/json' },
  });
  const [set = ''] = signedIn.headers.getSetCookie();
  expect(set).toMatch(/^__Host-invigil=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  // Under another name, which a neighbouring host could have set, it is worth nothing.
  const [, token] = /=([^;]+)/.exec(set) ?? [];
  const response = await fetch(`${server.url}/api/me`, { headers: { cookie: `invigil=${token}` } });
  expect(response.status).toBe(401);
});

test('without HTTPS nothing insists on it', async () => {
  const plain = await TestApi.start({ webRoot, secureCookies: false });
  try {
    const response = await fetch(plain.url, { headers: { accept: 'text/html' } });
    const policy = policyOf(response);
    expect(policy).not.toHaveProperty('upgrade-insecure-requests');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  } finally {
    await plain.close();
  }
});
