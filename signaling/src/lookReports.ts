import type { Look } from '@invigil/contract/apiControl';
import { limits } from '@invigil/contract/limits';
import type { Log } from '@invigil/server-kit/log';
import type { ApiNodes } from './apiNodes.ts';
import { Reports } from './reports.ts';

/** An hour in which each of fifty proctors looks at somebody else every twenty seconds is more than this. */
const mostWaiting = 5_000;

interface LookReportsOptions {
  api: ApiNodes;
  log: Log;
  onTold: (count: number) => void;
  onDropped: (count: number) => void;
}

/** Hands the looks of proctors at candidates to any api node; a look that goes on is told again with its end so far. */
export class LookReports extends Reports<Look> {
  constructor({ api, ...options }: LookReportsOptions) {
    super({
      ...options,
      what: 'looks',
      keyOf: ({ lookId }) => lookId,
      tell: (looks) => api.call('recordLooks', { looks }),
      perReport: limits.looksPerReport,
      mostWaiting,
    });
  }
}
