import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BenchResult, resultLine } from '../bench/result.ts';
import { benches, benchNames } from './benches.ts';
import { lastLineOf } from './benchLine.ts';
import type { BenchRecord } from './benchRecord.ts';
import { gather, readKept } from './gather.ts';
import { readOptions } from './options.ts';
import { benchmarksPage, blockOf, figuresBlock, withBlock } from './pages.ts';
import { runBench } from './runBench.ts';
import { summaryOf } from './summary.ts';
import { tableOf } from './table.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const media: BenchResult = {
  bench: 'media',
  judged: true,
  ours: { usPerPacket: 5.123 },
  peer: { usPerPacket: 20.4 },
  limit: { usPerPacket: 1.7 },
  ratio: 0.2511,
  goals: [
    { goal: 'ours / Janus, CPU per packet <= 0.3', value: 0.2511, met: true },
    { goal: 'limit / ours, CPU per packet >= 0.25', value: 0.2, met: false },
  ],
  conditions: { processor: 'Some CPU', cores: 2, rounds: 3 },
};
const join: BenchResult = {
  ...media,
  bench: 'join',
  judged: false,
  reasons: ['others | used the machine', 'late', 'later'],
  goals: [],
};
const recordOf = (result: BenchResult, machine = {}): BenchRecord => ({
  ...{ bench: result.bench, at: '2026-11-24T01:00:00.000Z', commit: 'abc', machine, result },
});
const failed: BenchRecord = {
  ...{ bench: 'api', at: '2026-11-24T02:00:00.000Z', commit: 'abc', machine: {}, failed: 'it ended with 1' },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'invigil-all-benches-'));
});
afterEach(() => rm(folder, { recursive: true }));
const put = (name: string, text: string) => writeFile(path.join(folder, name), text);

describe('the line that a bench prints last', () => {
  test('is read back as it was written, whatever stands before it', () => {
    expect(lastLineOf(`a table\n${resultLine(media)}\n`)).toEqual(media);
  });

  test.each([
    ['nothing', '', 'it printed nothing'],
    ['words', 'ready\n', 'its last line is not JSON'],
    ['another object', '{"bench":"media"}\n', 'its last line is no result'],
    ['an unknown bench', resultLine({ ...media, bench: 'other' as 'media' }), 'its last line is no result'],
  ])('is refused when it is %s', (_what, output, why) => {
    expect(() => lastLineOf(output)).toThrow(why);
  });
});

describe('a bench is a process of its own', () => {
  test('whose last line is its result, also when it is not judged', async () => {
    const line = JSON.stringify(resultLine(join));
    await put('bench.ts', `console.log('round 1'); console.log(${line}); process.exitCode = 2;`);
    expect(await runBench(path.join(folder, 'bench.ts'), { root })).toEqual({ result: join });
  });

  test('that has failed when it ends otherwise, or without a result', async () => {
    await put('thrown.ts', 'throw new Error("no Janus");');
    await put('killed.ts', 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1_000);');
    await put('silent.ts', '');
    const run = (name: string) => runBench(path.join(folder, name), { root });
    expect(await run('thrown.ts')).toEqual({ failed: 'it ended with 1' });
    expect(await run('killed.ts')).toEqual({ failed: 'it ended with SIGKILL' });
    expect(await run('silent.ts')).toEqual({ failed: 'it printed nothing' });
  });

  test('every one of them is a script that is there, and what a root command runs alone', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    for (const name of benchNames) expect(scripts[`bench:${name}`]).toContain(` ${benches[name].script}`);
  });
});

describe('gathering', () => {
  test('takes records and whatever ends with a result, the newest of each bench, and says what it leaves out', async () => {
    const said: string[] = [];
    await put('one.log', `round 1\n${resultLine(media)}\n`);
    await put('two.json', resultLine({ ...media, ratio: 0.5 }));
    await put('api.json', JSON.stringify(failed));
    await put('notes.txt', 'nothing to see');
    await put('other.md', resultLine(join));
    await utimes(path.join(folder, 'one.log'), 100, 100);
    await utimes(path.join(folder, 'two.json'), 50, 50);
    const found = await gather(folder, (line) => said.push(line));
    expect(Object.keys(found).toSorted()).toEqual(['api', 'media']);
    expect(found.media).toEqual({
      ...{ bench: 'media', at: new Date(100_000).toISOString(), commit: null, result: media },
      machine: { processor: 'Some CPU', cores: 2 },
    });
    expect(found.api).toEqual(failed);
    expect(said).toEqual(['notes.txt is left out: its last line is not JSON']);
  });
});

describe('the table', () => {
  test('has a row for each goal, and one for what failed, is not judged or was never measured', () => {
    const rows = tableOf({ media: recordOf(media), join: recordOf(join), api: failed })
      .split('\n')
      .slice(2);
    const cells = rows.map((row) =>
      row
        .slice(2, -2)
        .split(/(?<!\\)\|/)
        .map((one) => one.trim()),
    );
    expect(cells.every((row) => row.length === 11)).toBe(true);
    expect(cells[0]).toEqual([
      ...['media', 'CPU for a received packet, µs, beside Janus', '5.12', '20.4', '1.7', '0.251'],
      ...['ours / Janus, CPU per packet <= 0.3', '0.251', 'met', 'yes', '2026-11-24, abc'],
    ]);
    expect(cells[1]?.slice(6)).toEqual(['limit / ours, CPU per packet >= 0.25', '0.2', '**missed**', '', '']);
    expect(cells[2]?.[9]).toBe('no: others \\| used the machine, and 2 more');
    expect(cells.find(([name]) => name === 'api')?.[9]).toBe('failed: it ended with 1');
    expect(cells.find(([name]) => name === 'screen')?.[9]).toBe('not measured');
    expect(new Set(cells.map(([name]) => name).filter(Boolean))).toEqual(new Set(benchNames));
  });

  test('a command ends well only when everything it was asked for has a judged result', () => {
    const records = { media: recordOf(media), join: recordOf(join), api: failed };
    expect(summaryOf(['media'], records).exitCode).toBe(0);
    expect(summaryOf(['media', 'join'], records).exitCode).toBe(2);
    expect(summaryOf(['media', 'join', 'api'], records).exitCode).toBe(1);
    expect(summaryOf(['wall'], records).exitCode).toBe(1);
    expect(JSON.parse(summaryOf(['media', 'join', 'api'], records).line)).toEqual({
      ...{ bench: 'all', ratios: { media: 0.2511, join: 0.2511 }, notJudged: ['join'], failed: ['api'] },
      missed: ['media: limit / ours, CPU per packet >= 0.25'],
    });
  });
});

describe('the pages', () => {
  test('say each version once, and where runs differ, which bench had it', () => {
    const page = benchmarksPage({
      media: recordOf(media, { node: '22', cores: 2 }),
      join: recordOf(join, { node: '23', cores: 2 }),
    });
    expect(page).toContain('| node | 22 (media); 23 (join) |');
    expect(page).toContain('| cores | 2 |');
  });

  test('carry the same block, which is replaced where it stands', () => {
    const before = `# Title\n\n${figuresBlock({})}\n\nMore $& words.\n`;
    const after = withBlock(before, { media: recordOf(media) });
    expect(after).toBe(before.replace(figuresBlock({}), () => figuresBlock({ media: recordOf(media) })));
    expect(() => blockOf('# Title')).toThrow('has no block');
  });

  test('the README and the benchmarks page are what the kept figures say', async () => {
    const records = await readKept(root);
    const page = await readFile(path.join(root, 'docs/benchmarks.md'), 'utf8');
    expect(page).toBe(benchmarksPage(records));
    expect(blockOf(await readFile(path.join(root, 'README.md'), 'utf8'))).toBe(blockOf(page));
  });
});

test('some benches may be named, in any order; anything else is refused', () => {
  expect(readOptions([])).toEqual({ only: benchNames, from: undefined, args: [] });
  expect(readOptions(['--only', 'join,media', '--', '--rounds', '1'])).toEqual({
    ...{ only: ['media', 'join'], from: undefined, args: ['--rounds', '1'] },
  });
  expect(readOptions(['--from', 'kept'])).toMatchObject({ from: 'kept', only: benchNames });
  expect(() => readOptions(['--only', 'medium'])).toThrow('--only names some of media, join');
  expect(() => readOptions(['--fast'])).toThrow();
});
