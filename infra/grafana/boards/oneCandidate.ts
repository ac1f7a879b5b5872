import type { Board } from './board.ts';

/** Grafana puts it in quotes and escapes it, and the cast lets nothing but an id through. */
const sitting = '$' + '{sitting:sqlstring}::uuid';
const ofSitting = `sitting_id = ${sitting}`;

export const oneCandidate: Board = {
  uid: 'invigil-one-candidate',
  title: 'Invigil: one candidate',
  description:
    'What happened in one sitting, in server time, from the database: metrics carry no ids. No name, answer or message.',
  asks: { name: 'sitting', label: 'Id of the sitting' },
  rows: [
    {
      title: 'The sitting',
      panels: [
        {
          kind: 'table',
          title: 'Now',
          sql: `select state, started_at, last_seen_at, paused_at, credited_seconds, granted_seconds, frozen_at from sitting where id = ${sitting}`,
        },
        {
          kind: 'table',
          title: 'Saves, by minute',
          sql: `select date_trunc('minute', saved_at) as minute, reason, count(*) as saves, max(revision) as revision from answer_revision where ${ofSitting} group by 1, 2 order by 1 desc limit 300`,
        },
      ],
    },
    {
      title: 'What happened',
      panels: [
        {
          kind: 'table',
          title: 'Incidents',
          sql: `select began_at, ended_at, ended_at - began_at as lasted, kind, nature, reported_by from incident where ${ofSitting} order by began_at desc limit 300`,
        },
        {
          kind: 'table',
          title: 'Times without writing',
          sql: `select began_at, ended_at, reason, sources, credited_seconds from interruption where ${ofSitting} order by began_at desc limit 300`,
        },
        {
          kind: 'table',
          title: 'What proctors did',
          sql: `select at, kind, answered_at, undone_at from intervention where ${ofSitting} order by at desc limit 300`,
        },
        {
          kind: 'table',
          title: 'Raised hands',
          sql: `select raised_at, ended_at, ended_at - raised_at as waited from hand where ${ofSitting} order by raised_at desc limit 300`,
        },
      ],
    },
  ],
};
