import type { Board } from './board.ts';

const byNode = (metric: string) => [{ expr: `sum by (instance) (${metric})`, legend: '{{instance}}' }];

export const mediaNodes: Board = {
  uid: 'invigil-media-nodes',
  title: 'Invigil: media nodes',
  description: 'How full each media node is, what it carries and what went wrong on it.',
  rows: [
    {
      title: 'Room',
      panels: [
        {
          kind: 'lines',
          title: 'Busiest worker of each node (75 % is full)',
          unit: 'percentunit',
          queries: [{ expr: 'max by (instance) (invigil_media_server_busiest_worker_load)', legend: '{{instance}}' }],
          worry: { orange: 0.6, red: 0.75 },
        },
        {
          kind: 'lines',
          title: 'Candidates on each node',
          unit: 'short',
          queries: byNode('invigil_media_server_publishers'),
        },
        {
          kind: 'lines',
          title: 'Refused for lack of room, 5 min',
          unit: 'short',
          queries: byNode('increase(invigil_media_server_placements_refused_total[5m])'),
        },
        {
          kind: 'lines',
          title: 'Memory of each node, without its workers',
          unit: 'bytes',
          queries: [{ expr: 'process_resident_memory_bytes{job="invigil-media"}', legend: '{{instance}}' }],
        },
      ],
    },
    {
      title: 'What it carries',
      panels: [
        { kind: 'lines', title: 'Streams', unit: 'short', queries: byNode('invigil_media_server_streams') },
        { kind: 'lines', title: 'Watches', unit: 'short', queries: byNode('invigil_media_server_watches') },
        { kind: 'lines', title: 'Voices of proctors', unit: 'short', queries: byNode('invigil_media_server_voices') },
        {
          kind: 'lines',
          title: 'Watches opened a second',
          unit: 'reqps',
          queries: [
            { expr: 'sum(rate(invigil_media_server_watch_done_total[1m]))', legend: 'done' },
            { expr: 'sum(rate(invigil_media_server_watch_refused_total[1m]))', legend: 'refused' },
            { expr: 'sum(rate(invigil_media_server_watch_failed_total[1m]))', legend: 'failed' },
          ],
        },
      ],
    },
    {
      title: 'What went wrong',
      panels: [
        {
          kind: 'lines',
          title: 'Workers that died, 10 min',
          unit: 'short',
          queries: byNode('increase(invigil_media_server_worker_deaths_total[10m])'),
        },
        {
          kind: 'lines',
          title: 'Watches that were helped, 5 min',
          unit: 'short',
          queries: byNode('increase(invigil_media_server_watch_nudges_total[5m])'),
        },
        {
          kind: 'lines',
          title: 'Shares that failed, 5 min',
          unit: 'short',
          queries: byNode('increase(invigil_media_server_publish_failed_total[5m])'),
        },
        {
          kind: 'lines',
          title: 'Nodes that answer',
          unit: 'short',
          queries: [{ expr: 'sum(up{job="invigil-media"})', legend: 'media nodes' }],
        },
      ],
    },
  ],
};
