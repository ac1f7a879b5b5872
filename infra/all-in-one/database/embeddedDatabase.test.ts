import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openOrm } from '@invigil/api/db/orm';
import { openTestLog } from '@invigil/server-kit/testing/testLog';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { EmbeddedDatabase } from './embeddedDatabase.ts';
import { isAlive } from './postmasterFile.ts';

const isRoot = process.getuid?.() === 0;

function given({ mode = 0o711 }: { mode?: number } = {}) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'invigil-data-'));
  chmodSync(dataDir, mode);
  const elsewhere = new Set<string>();
  const testLog = openTestLog('error');
  const said: string[] = [];
  const start = async () => {
    const database = await EmbeddedDatabase.start({ dataDir, log: testLog.log, say: (line) => said.push(line) });
    elsewhere.add(placeOf(dataDir));
    onTestFinished(() => database.close());
    return database;
  };
  onTestFinished(() => {
    for (const folder of [...elsewhere, dataDir]) rmSync(folder, { recursive: true, force: true });
    testLog.close();
  });
  return { dataDir, said, start, sql: (url: string, statement: string) => execute(url, statement, testLog) };
}

function placeOf(dataDir: string): string {
  const record = JSON.parse(readFileSync(path.join(dataDir, 'database.json'), 'utf8')) as unknown;
  return path.resolve(dataDir, z.object({ folder: z.string() }).parse(record).folder);
}

async function execute(databaseUrl: string, statement: string, { log }: ReturnType<typeof openTestLog>) {
  const orm = openOrm({ databaseUrl, log, connections: 1 });
  try {
    return await orm.em.getConnection().execute<{ n: number }[]>(statement);
  } finally {
    await orm.close();
  }
}

/** Making a database takes seconds, and more on a busy machine. */
const longestMs = 120_000;

describe('embedded database', { timeout: longestMs }, () => {
  test('a fresh start creates it, a restart resumes it, and SIGKILL of PostgreSQL loses nothing committed', async () => {
    const { dataDir, said, start, sql } = given();
    const first = await start();
    expect(said).toContain('Creating the database...');
    const guessed = first.url.replace(/:[^:@]+@/, ':guess@');
    await expect(sql(guessed, 'select 1')).rejects.toThrow(/password authentication failed/);
    await sql(first.url, 'create table t (n int); insert into t values (1)');
    await first.close();
    await first.close();
    expect(isAlive(first.pid)).toBe(false);

    said.length = 0;
    const second = await start();
    await sql(second.url, 'insert into t values (2)');
    process.kill(second.pid, 'SIGKILL');
    expect(await second.died).toMatch(/^The database ended by itself \(code 137\); .*database\.log has more\.$/);
    await second.close();

    const third = await start();
    expect(await sql(third.url, 'select n from t order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    expect(said).toEqual([]);
    expect(statSync(path.join(dataDir, 'database.json')).mode & 0o777).toBe(0o600);
    expect(await sql(third.url, "select 1 as n where current_setting('fsync') = 'on'")).toEqual([{ n: 1 }]);
  });

  test('what a crash or somebody else left behind is put right, or told in one line that says what to do', async () => {
    const { dataDir, start, sql } = given();
    // An interrupted creation is begun again.
    mkdirSync(path.join(dataDir, 'database', 'cluster.unfinished', 'base'), { recursive: true });
    const first = await start();
    await first.close();
    const folder = placeOf(dataDir);
    const cluster = path.join(folder, 'cluster');

    // A finished one that was not named yet is taken; so is one whose former process id is another program's by now.
    writeFileSync(path.join(cluster, 'postmaster.pid'), `${process.pid}\n/elsewhere\n1\n5432\n`);
    renameSync(cluster, path.join(folder, 'cluster.unfinished'));
    const second = await start();
    expect(await sql(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await second.close();

    const version = path.join(cluster, 'PG_VERSION');
    const written = readFileSync(version, 'utf8');
    writeFileSync(version, '12\n');
    await expect(start()).rejects.toThrow(/was written by PostgreSQL 12 and this is 18;/);
    writeFileSync(version, written);
    writeFileSync(path.join(cluster, 'postgresql.conf'), 'nonsense = 1\n');
    await expect(start()).rejects.toThrow(
      /^The database did not start: configuration file .* contains errors; .*database\.log has more\.$/,
    );
    rmSync(folder, { recursive: true });
    await expect(start()).rejects.toThrow(/is missing from .*; restore it, or move .* away to begin anew\.$/);
    writeFileSync(path.join(dataDir, 'database.json'), '{');
    await expect(start()).rejects.toThrow(/database\.json cannot be read;/);
  });

  test.skipIf(!isRoot)(
    'as root (else skipped), it runs under another account, also for a folder closed to that account',
    async () => {
      const { dataDir, said, start, sql } = given({ mode: 0o700 });
      const first = await start();
      expect(said).toContainEqual(expect.stringMatching(/^The database lies in \/var\/lib\/invigil\/.*, because/));
      await sql(first.url, 'create table t (n int); insert into t values (1)');
      expect(statSync(`/proc/${first.pid}`).uid).not.toBe(0);
      const second = await first.close().then(start);
      expect(await sql(second.url, 'select n from t')).toEqual([{ n: 1 }]);
      expect(placeOf(dataDir)).toMatch(/^\/var\/lib\/invigil\//);
    },
  );
});
