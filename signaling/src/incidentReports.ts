import type { MediaIncident } from '@invigil/contract/apiControl';
import { limits } from '@invigil/contract/limits';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { ApiNodes } from './apiNodes.ts';
import { Reports } from './reports.ts';

/** Some minutes of a whole hall that lost its network. */
const mostWaiting = 5_000;

interface IncidentReportsOptions {
  cluster: Cluster;
  log: Log;
  onTold: (count: number) => void;
  onDropped: (count: number) => void;
  mostWaiting?: number;
  random?: () => number;
}

/** Hands the incidents that the media plane saw to any api node. */
export class IncidentReports extends Reports<MediaIncident> {
  constructor({ cluster, log, random, ...options }: IncidentReportsOptions) {
    const api = new ApiNodes({ cluster, log, ...(random && { random }) });
    super({
      mostWaiting,
      ...options,
      log,
      what: 'incidents',
      keyOf: ({ incidentId }) => incidentId,
      tell: (incidents) => api.call('recordIncidents', { incidents }),
      perReport: limits.incidentsPerReport,
    });
  }
}
