import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Running, startAllInOne } from '../all-in-one/allInOne.ts';
import { privateConfig } from '../all-in-one/config.ts';
import type { Board, Panel } from './boards/board.ts';
import { boardJson, boards } from './boards/boardJson.ts';

const folder = import.meta.dirname;
let running: Running;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'invigil-boards-'));
  running = await startAllInOne(privateConfig(dataDir, { spareWorkers: 0 }));
}, 60_000);
afterAll(async () => {
  await running?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const panelsOf = ({ rows }: Board): Panel[] => rows.flatMap(({ panels }) => panels);
const all = Object.values(boards).flatMap(panelsOf);

/** The names of series that the processes export, as Prometheus stores them, and those that the rules record. */
async function knownSeries(): Promise<Set<string>> {
  const text = await (await fetch(`http://127.0.0.1:${running.opsPort}/metrics`)).text();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const exported = types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return new Set([...exported, ...recorded.map(({ record }) => record), 'up']);
}

const rules = z
  .object({
    groups: z.array(z.object({ rules: z.array(z.object({ record: z.string().optional(), expr: z.string() })) })),
  })
  .parse(parse(readFileSync(path.resolve(folder, '../prometheus/rules.yaml'), 'utf8')))
  .groups.flatMap((group) => group.rules);
const recorded = rules.flatMap(({ record, expr }) => (record === undefined ? [] : [{ record, expr }]));

/** Names of series in an expression: words with an underscore or a colon that are neither labels nor functions. */
function seriesIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|"[^"]*"/g, '').replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/\b(?:[a-z]\w*_\w+|\w+:[\w:]+|up)\b(?!\s*\()/g)].map(([name]) => name);
}

test('every series that a panel or a rule names is one that the processes export', async () => {
  const known = await knownSeries();
  const panels = all.flatMap((panel) => (panel.kind === 'table' ? [] : panel.queries.map(({ expr }) => expr)));
  const named = [...panels, ...rules.map(({ expr }) => expr)].map((expr) => ({ expr, series: seriesIn(expr) }));
  expect(named.filter(({ series }) => series.length === 0)).toEqual([]);
  expect(named.flatMap(({ series }) => series).filter((name) => !known.has(name))).toEqual([]);
  expect(known.has('invigil_media_server_busiest_worker_load')).toBe(true);
});

test('no metric carries the id of a person, a sitting or a room', async () => {
  const text = await (await fetch(`http://127.0.0.1:${running.opsPort}/metrics`)).text();
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
});

test('one candidate is read from the database by a role that sees times and kinds, and no name or answer', async () => {
  const statements = readFileSync(path.join(folder, 'reader.sql'), 'utf8').replace(":'password'", "'read'");
  const owner = new Client({ connectionString: running.databaseUrl });
  await owner.connect();
  await owner.query(statements);
  const { rows } = await owner.query<{ id: string }>('select id from sitting limit 1');
  await owner.end();
  const { host } = new URL(running.databaseUrl);
  const reader = new Client({ connectionString: `postgresql://invigil_reader:read@${host}/invigil` });
  await reader.connect();
  try {
    const tables = all.flatMap((panel) => (panel.kind === 'table' ? [panel.sql] : []));
    expect(tables.length).toBeGreaterThan(4);
    for (const sql of tables) await reader.query(sql.replaceAll('$' + '{sitting:sqlstring}', `'${rows[0]?.id}'`));
    for (const sql of [
      'select name from account',
      'select text from answer',
      'select text from message',
      'select reason from intervention',
    ])
      await expect(reader.query(sql), sql).rejects.toThrow(/permission denied/);
    await expect(reader.query('delete from incident')).rejects.toThrow(/permission denied|read-only/);
  } finally {
    await reader.end();
  }
});

test.each(Object.entries(boards))(
  'dashboards/%s is current (else: node infra/grafana/boards/boardJson.ts, then npm run format)',
  (file, board) => {
    const written: unknown = JSON.parse(readFileSync(path.join(folder, 'dashboards', file), 'utf8'));
    expect(written).toEqual(JSON.parse(boardJson(board)));
  },
);

test('the chart has the same rules (else: cp infra/prometheus/rules.yaml infra/helm/invigil/files/rules.yaml)', () => {
  const inChart = readFileSync(path.resolve(folder, '../helm/invigil/files/rules.yaml'), 'utf8');
  expect(inChart).toBe(readFileSync(path.resolve(folder, '../prometheus/rules.yaml'), 'utf8'));
});
