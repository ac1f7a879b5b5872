import type { LoadReport } from './loadReport.ts';

const width = 900;
const height = 220;
const colours = [
  '#1f6feb',
  '#a3141e',
  '#0a6b3d',
  '#8250df',
  '#b35900',
  '#0e7c86',
  '#6e7781',
  '#bf3989',
  '#57606a',
  '#1b7c83',
];

/** What every process used over time, in percent of one core, as a drawing. */
export function processorChart(samples: LoadReport['samples']): string {
  const names = [...new Set(samples.flatMap(({ uses }) => Object.keys(uses)))];
  const lastMs = samples.at(-1)?.atMs ?? 1;
  const most = Math.max(100, ...samples.flatMap(({ uses }) => Object.values(uses).map(({ percent }) => percent)));
  const lines = names.map((name, index) => {
    const points = samples.flatMap(({ atMs, uses }) => {
      const use = uses[name];
      return use
        ? [`${((atMs / lastMs) * width).toFixed(0)},${(height - (use.percent / most) * height).toFixed(0)}`]
        : [];
    });
    return `<polyline fill="none" stroke="${colourOf(index)}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const keys = names.map((name, index) => `<span style="color:${colourOf(index)}">&#9632; ${name}</span>`);
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="percent of a core over time"><rect width="${width}" height="${height}" fill="#f6f8fa"/>${lines.join('')}</svg>
<p>${keys.join(' ')}<br>0 to ${most.toFixed(0)} % of a core over ${(lastMs / 1_000).toFixed(0)} s</p>`;
}

function colourOf(index: number): string {
  return colours[index % colours.length] ?? '#000';
}
