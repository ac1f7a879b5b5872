import type { Board } from './board.ts';

const p = (share: number, histogram: string, selector = '') =>
  `histogram_quantile(${share}, sum by (le) (rate(${histogram}_bucket${selector}[1m])))`;
const saves = '{route="/api/sittings/:sittingId/answers/:questionId"}';

export const examMorning: Board = {
  uid: 'invigil-exam-morning',
  title: 'Invigil: exam morning',
  description: 'Whether people get in, are seen, and their writing is saved.',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          kind: 'number',
          title: 'Candidates',
          unit: 'short',
          queries: [{ expr: 'sum(invigil_signaling_candidates)' }],
        },
        { kind: 'number', title: 'Proctors', unit: 'short', queries: [{ expr: 'sum(invigil_signaling_proctors)' }] },
        {
          kind: 'number',
          title: 'Joins that failed, 5 min',
          unit: 'short',
          queries: [{ expr: 'sum(increase(invigil_signaling_join_failed_total[5m]))' }],
          worry: { orange: 1, red: 10 },
        },
        {
          kind: 'number',
          title: 'Refused for lack of room, 5 min',
          unit: 'short',
          queries: [{ expr: 'sum(increase(invigil_media_server_placements_refused_total[5m]))' }],
          worry: { orange: 1, red: 5 },
        },
        {
          kind: 'number',
          title: 'Saving, 95 %',
          unit: 's',
          queries: [{ expr: p(0.95, 'invigil_api_http_request_seconds', saves) }],
          worry: { orange: 0.2, red: 0.5 },
        },
        {
          kind: 'number',
          title: 'Busiest media worker',
          unit: 'percentunit',
          queries: [{ expr: 'max(invigil_media_server_busiest_worker_load)' }],
          worry: { orange: 0.6, red: 0.75 },
        },
      ],
    },
    {
      title: 'Getting in',
      panels: [
        {
          kind: 'lines',
          title: 'Sign-ins that wait for their password to be checked',
          unit: 'short',
          queries: [{ expr: 'sum by (instance) (invigil_api_password_checks_waiting)', legend: '{{instance}}' }],
        },
        {
          kind: 'lines',
          title: 'Joins a second',
          unit: 'reqps',
          queries: [
            { expr: 'sum(rate(invigil_signaling_join_done_total[1m]))', legend: 'done' },
            { expr: 'sum(rate(invigil_signaling_join_refused_total[1m]))', legend: 'refused' },
            { expr: 'sum(rate(invigil_signaling_join_failed_total[1m]))', legend: 'failed' },
          ],
        },
        {
          kind: 'lines',
          title: 'How long a join takes',
          unit: 's',
          queries: [
            { expr: p(0.5, 'invigil_signaling_join_seconds'), legend: 'half' },
            { expr: p(0.99, 'invigil_signaling_join_seconds'), legend: '99 %' },
          ],
        },
        {
          kind: 'lines',
          title: 'Shares a second',
          unit: 'reqps',
          queries: [
            { expr: 'sum(rate(invigil_signaling_publish_done_total[1m]))', legend: 'done' },
            { expr: 'sum(rate(invigil_signaling_publish_refused_total[1m]))', legend: 'refused' },
            { expr: 'sum(rate(invigil_signaling_publish_failed_total[1m]))', legend: 'failed' },
          ],
        },
      ],
    },
    {
      title: 'Staying in',
      panels: [
        {
          kind: 'lines',
          title: 'Sockets of each node',
          unit: 'short',
          queries: [{ expr: 'sum by (instance) (invigil_signaling_sockets)', legend: '{{instance}}' }],
        },
        {
          kind: 'lines',
          title: 'Sockets that came back a second',
          unit: 'reqps',
          queries: [{ expr: 'sum by (outcome) (rate(invigil_signaling_resumes_total[1m]))', legend: '{{outcome}}' }],
        },
        {
          kind: 'lines',
          title: 'Time without a place after a worker or node was lost',
          unit: 's',
          queries: [{ expr: p(0.95, 'invigil_signaling_replace_seconds'), legend: '95 %' }],
        },
        {
          kind: 'lines',
          title: 'Frames refused a second, by error',
          unit: 'reqps',
          queries: [{ expr: 'sum by (code) (rate(invigil_signaling_frames_refused_total[1m]))', legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Writing',
      panels: [
        {
          kind: 'lines',
          title: 'How long a save takes',
          unit: 's',
          queries: [
            { expr: p(0.5, 'invigil_api_http_request_seconds', saves), legend: 'half' },
            { expr: p(0.99, 'invigil_api_http_request_seconds', saves), legend: '99 %' },
          ],
        },
        {
          kind: 'lines',
          title: 'Requests a second, by answer',
          unit: 'reqps',
          queries: [
            { expr: 'sum by (status) (rate(invigil_api_http_request_seconds_count[1m]))', legend: '{{status}}' },
          ],
        },
        {
          kind: 'lines',
          title: 'What waits to be written down',
          unit: 'short',
          queries: [
            { expr: 'sum(invigil_signaling_incidents_waiting)', legend: 'incidents' },
            { expr: 'sum(invigil_signaling_looks_waiting)', legend: 'looks' },
            { expr: 'max(invigil_api_mails_queued)', legend: 'mails' },
          ],
        },
        {
          kind: 'lines',
          title: 'Delay of each process',
          unit: 's',
          queries: [
            {
              expr: 'max by (job, instance) (nodejs_eventloop_lag_p99_seconds{job=~"invigil-.*"})',
              legend: '{{job}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
