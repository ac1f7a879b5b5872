import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadReport } from './loadReport.ts';
import { regressionsOf } from './regressions.ts';
import { lastReport, writeReport } from './reportFiles.ts';

function reportOf(change: Partial<LoadReport> = {}): LoadReport {
  return {
    at: '2026-01-01T08:00:00.000Z',
    what: 'storm',
    profile: 'stress',
    against: 'one',
    people: { storm: 4_000 },
    judged: true,
    reasons: [],
    passed: true,
    judgements: [{ load: 'storm', threshold: 'reconnect_ms p(95)<=1000', value: 500, met: true }],
    bottleneck: { process: null, isGenerator: false, why: 'nothing was <at> its limit' },
    metrics: { storm: { reconnect_ms: { 'p(95)': 500, count: 4_000 }, iterations: { count: 80 } } },
    media: null,
    processes: [{ name: 'invigil', side: 'target', meanPercent: 40, mostPercent: 90, mostMainPercent: 80 }],
    samples: [{ atMs: 1_000, machinePercent: 50, cores: 2, uses: { invigil: { percent: 90, mainPercent: 80 } } }],
    machine: { cores: 2 },
    comparedWith: null,
    regressions: [],
    ...change,
  };
}

function reportsFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'invigil-reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a report is compared with the newest of its kind that says something', () => {
  const folder = reportsFolder();
  expect(lastReport(path.join(folder, 'none'), reportOf())).toBeUndefined();
  writeReport(folder, reportOf({ at: '2026-01-01T08:00:00.000Z' }));
  writeReport(folder, reportOf({ at: '2026-01-02T08:00:00.000Z' }));
  writeReport(folder, reportOf({ at: '2026-01-03T08:00:00.000Z', judged: false }));
  writeReport(folder, reportOf({ at: '2026-01-04T08:00:00.000Z', profile: 'smoke' }));
  mkdirSync(path.join(folder, '2026-01-05T08-00-00-000Z'));
  writeFileSync(path.join(folder, '2026-01-05T08-00-00-000Z', 'report.json'), '{');
  expect(lastReport(folder, reportOf())?.at).toBe('2026-01-02T08:00:00.000Z');
});

test('the page shows what the report says, and nothing of it as markup', () => {
  const own = writeReport(reportsFolder(), reportOf());
  const page = readFileSync(path.join(own, 'report.html'), 'utf8');
  expect(page).toContain('reconnect_ms p(95)&#60;=1000');
  expect(page).not.toContain('<at>');
  expect(page).toContain('<polyline');
});

test('what is clearly worse is named, and noise is not', () => {
  const slower = (p95: number) => reportOf({ metrics: { storm: { reconnect_ms: { 'p(95)': p95 } } } });
  expect(regressionsOf(slower(560), reportOf())).toEqual([]);
  expect(regressionsOf(slower(900), reportOf())).toEqual(['storm: p95 of reconnect_ms: 900 ms, before 500']);
  const busier = reportOf({
    processes: [{ name: 'invigil', side: 'target', meanPercent: 70, mostPercent: 95, mostMainPercent: 90 }],
  });
  expect(regressionsOf(busier, reportOf())).toEqual(['processor time of invigil: 70 % of a core, before 40']);
  const broken = reportOf({
    judgements: [{ load: 'storm', threshold: 'reconnect_ms p(95)<=1000', value: 1_500, met: false }],
  });
  expect(regressionsOf(broken, reportOf())).toEqual(['storm: reconnect_ms p(95)<=1000 held before and does not now']);
});
