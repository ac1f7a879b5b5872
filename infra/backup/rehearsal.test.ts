import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createApi } from '@invigil/api/api';
import { demoAccounts } from '@invigil/api/db/seed';
import { nodeId } from '@invigil/contract/ids';
import { systemClock as clock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { openTestLog } from '@invigil/server-kit/testing/testLog';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { connectDatabase } from '../all-in-one/database/connectDatabase.ts';
import { EmbeddedDatabase } from '../all-in-one/database/embeddedDatabase.ts';
import { readKeys } from '../all-in-one/keys.ts';
import { folderName, removeOld } from './folders.ts';
import { readManifest, restore } from './restore.ts';
import { tallyTable } from './tableFiles.ts';
import { tablesOf, writeValuesAlike } from './tables.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const testLog = openTestLog('error');
const { log } = testLog;

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'invigil-backup-'));
  chmodSync(folder, 0o711);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the command as a person does. */
function command(args: string[], env: Record<string, string>): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const options = { cwd: tmpdir(), env: { PATH: process.env.PATH, ...env } };
    const child = execFile(process.execPath, [main, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    );
  });
}

/** The api on the database of a data folder, as `npm start` opens it. */
async function invigilIn(dataDir: string, { demo }: { demo: boolean }) {
  const database = await EmbeddedDatabase.start({ dataDir, log, say: () => {} });
  const filesDir = path.join(dataDir, 'files');
  const keys = await readKeys(dataDir);
  const { orm, close } = await connectDatabase({ databaseUrl: database.url, demo, filesDir, clock, log });
  const cluster = await new LocalHub().join(nodeId.parse('api-1'), { log });
  const api = await createApi({
    orm,
    cluster,
    log,
    clock,
    config: {
      joinTokenPrivateJwk: keys.joinToken.privateJwk,
      signalingUrl: 'ws://127.0.0.1/live',
      secureCookies: false,
      publicUrl: 'http://127.0.0.1',
      accessCodes: { key: keys.accessCodeKey, days: 30 },
      deviceCheckDays: 14,
      mail: { from: 'Invigil <invigil@localhost>', outboxDir: path.join(dataDir, 'outbox') },
      filesDir,
      timeZone: 'Europe/Paris',
    },
  });
  const { port } = await api.listen({ host: '127.0.0.1', port: 0 });
  const closeAll = async () => {
    await api.close();
    await cluster.close();
    await close();
    await database.close();
  };
  return { url: `http://127.0.0.1:${port}`, databaseUrl: database.url, close: closeAll };
}

async function signIn(url: string): Promise<{ status: number; cookie: string }> {
  const { email, password } = demoAccounts[2];
  const reply = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  return { status: reply.status, cookie: reply.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

const query = async <R>(databaseUrl: string, work: (client: Client) => Promise<R>): Promise<R> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const everyTable = (databaseUrl: string) =>
  query(databaseUrl, async (client) => {
    await writeValuesAlike(client);
    const tallies = [];
    for (const table of await tablesOf(client)) tallies.push(await tallyTable(client, table));
    return tallies;
  });

test('what was written is backed up while people work, destroyed, restored, the same to the byte, and served', async () => {
  const dataDir = path.join(newFolder(), 'data');
  mkdirSync(dataDir, { mode: 0o711 });
  const backup = path.join(newFolder(), 'first');
  const env = { INVIGIL_DATA_DIR: dataDir };

  const before = await invigilIn(dataDir, { demo: true });
  const { cookie } = await signIn(before.url);
  const awkward = 'Zoë \\N "tab\there"\nand a line, 試験';
  await query(before.databaseUrl, (client) =>
    client.query(`update account set name = $1 where email = $2`, [awkward, demoAccounts[3].email]),
  );
  const written = await everyTable(before.databaseUrl);
  const taken = await command(['backup', backup], env);
  expect(taken).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Backed up \d+ tables with \d+ rows and \d+ files/),
  });
  await before.close();
  expect(readManifest(backup).tables).toEqual(written);
  expect(written.filter(({ rows }) => rows > 0).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['account', 'audit_entry', 'exam', 'legal_document', 'session', 'sitting']),
  );
  expect(readManifest(backup).files.length).toBeGreaterThan(0);

  const { folder } = JSON.parse(readFileSync(path.join(dataDir, 'database.json'), 'utf8')) as { folder: string };
  for (const each of [path.resolve(dataDir, folder), dataDir]) rmSync(each, { recursive: true });
  const restored = await command(['restore', backup], env);
  expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('reads back as it was saved') });

  const after = await invigilIn(dataDir, { demo: false });
  onTestFinished(after.close);
  expect(await everyTable(after.databaseUrl)).toEqual(written);
  const me = await fetch(`${after.url}/api/me`, { headers: { cookie } });
  expect(me.status, 'the session of before is still good').toBe(200);
  expect((await signIn(after.url)).status).toBe(200);
  await expect(
    query(after.databaseUrl, (client) => client.query('delete from audit_entry')),
    'the rules of the tables are back',
  ).rejects.toThrow(/only ever added/);

  const again = await command(['restore', backup], env);
  expect(again).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^There is a database in .*; move the folder away/),
  });

  // The same goes into a PostgreSQL of one's own, and a backup that was damaged leaves nothing in it.
  await query(after.databaseUrl, (client) => client.query('create database own'));
  const databaseUrl = after.databaseUrl.replace(/invigil$/, 'own');
  const own = { databaseUrl, filesDir: path.join(newFolder(), 'files') };
  const table = path.join(backup, 'tables', 'account.copy.gz');
  const whole = readFileSync(table);
  writeFileSync(table, gzipSync(gunzipSync(whole).toString().replace('Zoë', 'Eve')));
  await expect(restore(backup, own, log)).rejects.toThrow(/^The table account did not come back/);
  expect(await query(databaseUrl, (client) => client.query('select from account'))).toMatchObject({ rowCount: 0 });
  writeFileSync(table, whole);
  await restore(backup, own, log);
  expect(await everyTable(databaseUrl)).toEqual(written);
  await expect(restore(backup, own, log)).rejects.toThrow(/not empty/);
  rmSync(own.filesDir, { recursive: true });
  await expect(restore(backup, own, log)).rejects.toThrow(/^The database holds an Invigil already/);
}, 120_000);

test('of many backups the newest stay, and what is no backup is left alone', () => {
  const backupDir = newFolder();
  const names = [1, 2, 3].map((day) => folderName(new Date(Date.UTC(2027, 0, day))));
  for (const name of [...names, 'invigil-20260101T000000Z', 'mine']) mkdirSync(path.join(backupDir, name));
  for (const name of names) writeFileSync(path.join(backupDir, name, 'backup.json'), '{}');
  expect(removeOld(backupDir, 0)).toEqual([]);
  expect(removeOld(backupDir, 2)).toEqual(['invigil-20270101T000000Z']);
  expect(existsSync(path.join(backupDir, 'invigil-20260101T000000Z'))).toBe(true);
  expect(removeOld(backupDir, 2)).toEqual([]);
});
