import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { LoadGroup, LoadPlan } from '../src/k6/loadPlan.ts';

const file = __ENV.LOAD_PLAN ?? '';
/** Who waits longer than this to leave is stuck. */
const longestGoodbyeSeconds = 30;

// Parsed once for all scripts; each of them takes its own group out of it.
const groups = new SharedArray('groups', () => (JSON.parse(open(file)) as LoadPlan).groups);
const head = new SharedArray('plan', () => [{ ...(JSON.parse(open(file)) as LoadPlan), groups: [] }]);

/** Everything but the groups. */
export const plan = head[0] as Omit<LoadPlan, 'groups'>;
if (!plan.apiUrl.startsWith('http://127.0.0.1:')) throw new Error('a load test asks nothing but 127.0.0.1');

/** One iteration for each group, all at once; the people in it come when they are due. */
export const loadOptions: Options = {
  scenarios: {
    load: {
      executor: 'per-vu-iterations',
      vus: groups.length,
      iterations: 1,
      maxDuration: `${Math.ceil(plan.endMs / 1_000) + longestGoodbyeSeconds}s`,
      gracefulStop: '1s',
    },
  },
  thresholds: plan.thresholds,
  summaryTrendStats: ['count', 'min', 'avg', 'med', 'p(95)', 'p(99)', 'max'],
  // What would be a series for each address of a sitting is told apart by the name of the route.
  systemTags: ['name', 'status', 'error_code', 'expected_response'],
  batchPerHost: 20,
  userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
};

export function myGroup(): LoadGroup {
  return groups[(exec.vu.idInTest - 1) % groups.length] as LoadGroup;
}

/** Writes what k6 measured where the command reads it. */
export function writeSummary(data: unknown): Record<string, string> {
  return { [__ENV.LOAD_SUMMARY ?? 'stdout']: JSON.stringify(data) };
}
