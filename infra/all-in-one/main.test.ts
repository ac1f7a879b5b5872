import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { demoAccounts } from '@invigil/api/db/seed';
import { freePort } from '@invigil/server-kit/freePort';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { isAlive, readPostmaster } from './database/postmasterFile.ts';
import { MainProcess, testDataFolder } from './testing/mainProcess.ts';

/** Starts a database up to three times on a busy machine. */
const longestMs = 120_000;

function post(address: string, body: unknown, cookie = ''): Promise<Response> {
  const { origin } = new URL(address);
  const headers = { 'content-type': 'application/json', origin, cookie };
  return fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function signIn(url: string, as: 'candidate' | 'admin'): Promise<Response> {
  const { email, password } = demoAccounts.find(({ role }) => role === as) ?? {};
  const reply = await post(`${url}/api/sign-in`, { email, password });
  expect(reply.status).toBe(200);
  return reply;
}

async function cookieOf(url: string, as: 'candidate' | 'admin'): Promise<string> {
  const [cookie = ''] = (await signIn(url, as)).headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
}

async function personIdOfCandidate(url: string): Promise<string> {
  const reply = await signIn(url, 'candidate');
  return z.object({ personId: z.string() }).parse(await reply.json()).personId;
}

const clusterOf = (dataDir: string) => path.join(dataDir, 'database', 'cluster');
const gone = (pids: number[]) => pids.filter(isAlive).length === 0;

describe('npm start', { timeout: longestMs }, () => {
  // One for the tests that do not mind each other's data, because making a database takes seconds.
  const sharedDataDir = testDataFolder(afterAll);

  test('runs, prints who can sign in, stops on Ctrl-C with nothing left, and resumes the same data', async () => {
    const dataDir = sharedDataDir;
    const first = MainProcess.start(dataDir);
    const url = await first.url();
    for (const { email, password } of demoAccounts) expect(first.output).toMatch(new RegExp(`${email} +${password}`));
    expect(first.output).toContain(dataDir);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    if (existsSync(path.resolve(import.meta.dirname, '../../web/dist/index.html'))) expect(page.status).toBe(200);
    const personId = await personIdOfCandidate(url);
    const children = first.descendants();
    expect(children.length).toBeGreaterThan(3);
    first.signal('SIGINT');
    expect(await first.exitCode()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(first.errors).toBe('');

    const second = MainProcess.start(dataDir);
    expect(await personIdOfCandidate(await second.url())).toBe(personId);
    expect(second.output).not.toContain('Creating');
    second.signal('SIGTERM');
    expect(await second.exitCode()).toBe(0);
  });

  test('without a mail server, an invitation is a file in the outbox and its link a line in the terminal', async () => {
    const running = MainProcess.start(sharedDataDir);
    const url = await running.url();
    const invited = {
      name: 'Inès Petit',
      email: 'ines@school.example',
      role: 'candidate',
      language: 'fr',
      invite: true,
    };
    const added = await post(`${url}/api/admin/people`, invited, await cookieOf(url, 'admin'));
    expect(added.status).toBe(200);
    const [, link = ''] = await running.said(/Invitation for Inès Petit <ines@school.example>: (\S+)/);
    expect(link.startsWith(`${url}/connexion/code-invitation#`)).toBe(true);
    const code = new URL(link).hash.slice(1);
    const lookedUp = await post(`${url}/api/invitations/look-up`, { code });
    expect(await lookedUp.json()).toMatchObject({ name: 'Inès Petit' });
    const outbox = path.join(sharedDataDir, 'outbox');
    const texts = readdirSync(outbox).map((file) => readFileSync(path.join(outbox, file), 'utf8'));
    expect(texts.filter((text) => text.includes('To: ') && text.includes(code))).toHaveLength(1);
    expect(readFileSync(path.join(sharedDataDir, 'invigil.log'), 'utf8')).not.toContain(code);
    running.signal('SIGTERM');
    expect(await running.exitCode()).toBe(0);
  });

  test('a second one in the same folder is refused in one line; SIGKILL leaves nothing running and nothing locked', async () => {
    const dataDir = sharedDataDir;
    const first = MainProcess.start(dataDir);
    await first.url();
    const second = MainProcess.start(dataDir);
    expect(await second.exitCode()).toBe(1);
    expect(second.output + second.errors).toBe(
      `The data folder ${dataDir} is in use by process ${first.pid}; stop that one, or choose another folder with INVIGIL_DATA_DIR.\n`,
    );
    expect((await fetch(await first.url())).status).toBeLessThan(500);

    const children = first.descendants();
    first.signal('SIGKILL');
    expect(await first.exitCode()).toBe(128);
    const third = MainProcess.start(dataDir);
    await personIdOfCandidate(await third.url());
    await expect.poll(() => gone(children), { timeout: 10_000 }).toBe(true);
  });

  test('a database that dies ends everything with one line and exit code 1', async () => {
    const dataDir = sharedDataDir;
    const running = MainProcess.start(dataDir);
    await running.url();
    const children = running.descendants();
    const postmaster = readPostmaster(clusterOf(dataDir));
    process.kill(postmaster?.pid ?? 0, 'SIGKILL');
    expect(await running.exitCode()).toBe(1);
    expect(running.errors).toBe(`The database ended by itself (code 137); ${dataDir}/database.log has more.\n`);
    await expect.poll(() => gone(children), { timeout: 10_000 }).toBe(true);
  });

  test('Ctrl-C while it starts closes what was opened and exits with 0', async () => {
    const dataDir = testDataFolder();
    const starting = MainProcess.start(dataDir);
    await starting.said(/Creating the database/);
    await expect.poll(() => starting.descendants().length).toBeGreaterThan(0);
    starting.signal('SIGINT');
    expect(await starting.exitCode()).toBe(0);
    expect(starting.descendants()).toEqual([]);
    expect(existsSync(path.join(dataDir, 'invigil.pid'))).toBe(false);
  });

  test.each([
    ['PORT', 'TCP', 'pages and API'],
    ['SIGNALING_PORT', 'TCP', 'live connection'],
    ['OPS_PORT', 'TCP', 'health and metrics'],
    ['MEDIA_PORT', 'UDP', 'media'],
  ] as const)('a busy %s is one line that names it, and nothing stays open', async (setting, protocol, purpose) => {
    const dataDir = testDataFolder();
    const port = await (protocol === 'TCP' ? busyTcpPort() : busyUdpPort());
    const refused = MainProcess.start(dataDir, { [setting]: `${port}` });
    expect(await refused.exitCode()).toBe(1);
    expect(refused.output + refused.errors).toBe(
      `${protocol} port ${port} (${purpose}) is in use by another program; stop that one, or choose another with ${setting}=<port>.\n`,
    );
    expect(existsSync(path.join(dataDir, 'invigil.pid'))).toBe(false);
  });

  test('settings that do not fit are listed, all at once', async () => {
    const dataDir = testDataFolder();
    const port = `${await freePort()}`;
    const refused = MainProcess.start(dataDir, { PORT: 'http', LOG_LEVEL: 'loud' });
    expect(await refused.exitCode()).toBe(1);
    expect(refused.errors).toMatch(
      /^The settings are not valid:\n {2}PORT: must be a port number\n {2}LOG_LEVEL: .*\n$/,
    );
    const elsewhere = MainProcess.start(dataDir, { HOST: '192.0.2.1' });
    expect(await elsewhere.exitCode()).toBe(1);
    expect(elsewhere.errors).toBe('192.0.2.1 is no address of this machine; change HOST.\n');
    const same = MainProcess.start(dataDir, { PORT: port, OPS_PORT: port });
    expect(await same.exitCode()).toBe(1);
    expect(same.errors).toBe(`PORT and OPS_PORT both want port ${port}; change one of them.\n`);
  });

  test('a database of your own that does not answer is one line without its password', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const refused = MainProcess.start(testDataFolder(), { DATABASE_URL: `postgresql://me:hush@${address}/exams` });
    expect(await refused.exitCode()).toBe(1);
    expect(refused.errors).toBe(`The database exams at ${address} cannot be used: connect ECONNREFUSED ${address}.\n`);
  });
});

async function busyTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return z.object({ port: z.number() }).parse(server.address()).port;
}

async function busyUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket.address().port;
}
