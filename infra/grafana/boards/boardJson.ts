import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Board, MetricPanel, Panel, RecordPanel } from './board.ts';
import { examMorning } from './examMorning.ts';
import { mediaNodes } from './mediaNodes.ts';
import { oneCandidate } from './oneCandidate.ts';

export const boards: Record<string, Board> = {
  'exam-morning.json': examMorning,
  'media-nodes.json': mediaNodes,
  'one-candidate.json': oneCandidate,
};

const prometheus = { type: 'prometheus', uid: 'invigil-prometheus' };
const database = { type: 'grafana-postgresql-datasource', uid: 'invigil-database' };
const gridWidth = 24;

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** The text of a dashboard's file, as Grafana imports it. */
export function boardJson({ uid, title, description, rows, asks }: Board): string {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({ type: 'row', title: row.title, id: panels.length + 1, gridPos: { x: 0, y, w: gridWidth, h: 1 } });
    y += 1;
    const h = row.panels.every(({ kind }) => kind === 'number') ? 4 : 8;
    const w = Math.floor(gridWidth / row.panels.length);
    row.panels.forEach((panel, i) => {
      panels.push({ id: panels.length + 1, ...panelJson(panel, { x: i * w, y, w, h }) });
    });
    y += h;
  }
  const list = asks === undefined ? [] : [{ type: 'textbox', name: asks.name, label: asks.label, query: '' }];
  const board = {
    uid,
    title,
    description,
    tags: ['invigil'],
    schemaVersion: 41,
    editable: false,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list },
    panels,
  };
  return `${JSON.stringify(board, undefined, 2)}\n`;
}

function panelJson(panel: Panel, gridPos: Place): object {
  return panel.kind === 'table' ? recordJson(panel, gridPos) : metricJson(panel, gridPos);
}

function metricJson({ kind, title, unit, queries, worry }: MetricPanel, gridPos: Place): object {
  const steps = [
    { color: 'green', value: null },
    ...(worry
      ? [
          { color: 'orange', value: worry.orange },
          { color: 'red', value: worry.red },
        ]
      : []),
  ];
  return {
    type: kind === 'number' ? 'stat' : 'timeseries',
    title,
    gridPos,
    datasource: prometheus,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        thresholds: { mode: 'absolute', steps },
        ...(kind === 'lines' && worry ? { custom: { thresholdsStyle: { mode: 'line' } } } : {}),
      },
      overrides: [],
    },
    targets: queries.map(({ expr, legend }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: prometheus,
      expr,
      legendFormat: legend ?? '__auto',
    })),
  };
}

function recordJson({ title, sql }: RecordPanel, gridPos: Place): object {
  return {
    type: 'table',
    title,
    gridPos,
    datasource: database,
    fieldConfig: { defaults: {}, overrides: [] },
    targets: [{ refId: 'A', datasource: database, format: 'table', rawQuery: true, rawSql: sql }],
  };
}

// node infra/grafana/boards/boardJson.ts
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = path.resolve(import.meta.dirname, '../dashboards');
  for (const [file, board] of Object.entries(boards)) writeFileSync(path.join(folder, file), boardJson(board));
}
