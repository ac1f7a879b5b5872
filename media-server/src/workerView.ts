import type { WorkerId } from '@invigil/contract/ids';

/** A worker process as operators, tests and benchmarks see it. */
export interface WorkerView {
  workerId: WorkerId;
  pid: number;
  /** The configured UDP and TCP port; 0 when the system chose. */
  port: number;
  spare: boolean;
  transports: number;
  /** Share of a core, 0 to 1. */
  load: number;
}
