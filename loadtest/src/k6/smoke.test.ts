import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const main = path.resolve(import.meta.dirname, 'main.ts');
const k6 = process.env.INVIGIL_K6;
if (!k6) console.log('skipped: there is no k6 here (`npm run loadtest -- smoke` finds or builds one)');
/** About 25 s on two free cores, of which a third is the start of the target. */
const longestMs = 150_000;

test.skipIf(!k6)(
  'every scenario runs against a whole Invigil with media beside it, and every threshold holds',
  async () => {
    const reports = mkdtempSync(path.join(tmpdir(), 'invigil-smoke-'));
    onTestFinished(() => rmSync(reports, { recursive: true, force: true }));
    const child = spawn(process.execPath, [main, 'smoke', '--reports', reports], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGTERM'));
    let output = '';
    let told = '';
    child.stdout.on('data', (text) => {
      output += String(text);
    });
    child.stderr.on('data', (text) => {
      told += String(text);
    });
    const [code] = await once(child, 'close');
    const last = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '{}');
    const missed = (last.judgements ?? []).filter(({ met }: { met: boolean }) => !met);
    expect({ code, missed, told: code === 0 ? '' : told }).toEqual({ code: 0, missed: [], told: '' });
    expect(last).toMatchObject({
      loadtest: 'smoke',
      judged: true,
      passed: true,
      people: { storm: 60 },
      media: { bots: 2 },
    });
    expect(readdirSync(path.join(reports, readdirSync(reports)[0] ?? '')).toSorted()).toEqual([
      'report.html',
      'report.json',
    ]);
  },
  longestMs,
);
