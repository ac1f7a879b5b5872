import { processorChart } from './chart.ts';
import type { LoadReport } from './loadReport.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.25rem .75rem;border-bottom:1px solid #d8dde5;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}.yes{color:#0a6b3d}.no{color:#a3141e;font-weight:600}`;

/** A report as one page that needs nothing else. */
export function htmlOf(report: LoadReport): string {
  const { what, profile, against, at, people, judgements, processes, metrics, media, regressions, machine } = report;
  const crowd = Object.entries(people).map(([load, count]) => `${count} (${load})`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${text(what)} ${text(profile)} ${text(at)}</title><style>${style}</style>
<h1>${text(what)}, ${text(profile)}</h1>
<p>${text(at)}, against ${text(against)}. Candidates: ${text(crowd.join(', '))}.</p>
<p class="${report.passed ? 'yes' : 'no'}">${text(outcome(report))}</p>
<p>Bottleneck: ${text(report.bottleneck.why)}.</p>
<h2>Thresholds</h2>${table(
    ['scenario', 'threshold', 'figure', ''],
    judgements.map(({ load, threshold, value, met }) => [load, threshold, value, met ? 'held' : 'not held']),
  )}
<h2>Worse than before</h2><p>${text(
    report.comparedWith === null ? 'There is no earlier run to compare with.' : `Compared with ${report.comparedWith}.`,
  )}</p>${regressions.length > 0 ? `<ul>${regressions.map((one) => `<li class="no">${text(one)}</li>`).join('')}</ul>` : '<p>Nothing.</p>'}
<h2>Processors</h2>${processorChart(report.samples)}${table(
    ['process', 'side', 'mean, % of a core', 'most over 3 s', 'most of its main thread'],
    processes.map(({ name, side, meanPercent, mostPercent, mostMainPercent }) => [
      name,
      side,
      meanPercent,
      mostPercent,
      mostMainPercent,
    ]),
  )}
<h2>Media</h2>${media ? table(Object.keys(media), [Object.values(media).map((value) => (Array.isArray(value) ? value.join('; ') : value))]) : '<p>No bots.</p>'}
${Object.entries(metrics)
  .map(([load, own]) => metricTable(load, own))
  .join('')}
<h2>Machine</h2>${table(
    ['', ''],
    Object.entries(machine).map(([name, value]) => [name, String(value)]),
  )}</html>
`;
}

function outcome({ judged, passed, reasons }: LoadReport): string {
  if (!judged) return `Not judged: ${reasons.join('; ')}.`;
  return passed ? 'Every threshold held.' : 'Some thresholds did not hold.';
}

function metricTable(load: string, metrics: LoadReport['metrics'][string]): string {
  const columns = ['count', 'rate', 'med', 'p(95)', 'p(99)', 'max'];
  const rows = Object.entries(metrics)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, figures]) => [name, ...columns.map((column) => figures[column] ?? '')]);
  return `<h2>Metrics of ${text(load)}</h2>${table(['metric', ...columns], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) =>
    typeof value === 'number' ? `<td class="n">${Number(value.toFixed(2))}</td>` : `<td>${text(value ?? '')}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `<table><tr>${head.map((name) => `<th>${text(name)}</th>`).join('')}</tr>${body}</table>`;
}

function text(value: string): string {
  return value.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
