import { type Incident, incident } from '@invigil/contract/incidents';
import type { ListedIncident } from '@invigil/contract/routes/incidents';
import type { SittingReview } from '@invigil/contract/routes/reviews';
import { passes, type TimelineItem, timelineOf } from '../console/timeline.ts';

type Comment = SittingReview['comments'][number];

/** A line of a file: what happened or what was done, with what the team says about it. */
export interface RecordLine {
  item: TimelineItem;
  comments: readonly Comment[];
}

export const recordFilters = ['all', 'technical', 'conduct', 'interventions', 'commented'] as const;
export type RecordFilter = (typeof recordFilters)[number];

/** Everything in a file, the first thing first, as it is read afterwards. */
export function recordOf({ incidents, interventions, comments }: SittingReview): RecordLine[] {
  const items = timelineOf(
    incidents.map(asIncident),
    interventions.map(({ entry }) => entry),
  );
  return items.reverse().map((item) => ({
    item,
    comments: comments.filter(({ incidentId }) => incidentId === item.id),
  }));
}

export function isShown({ item, comments }: RecordLine, filter: RecordFilter): boolean {
  return filter === 'commented' ? comments.length > 0 : passes(item, filter);
}

/** What the team says about the sitting as a whole. */
export const generalComments = ({ comments }: SittingReview): Comment[] =>
  comments.filter(({ incidentId }) => incidentId === null);

/** A listed incident in the form in which it is told live. */
function asIncident({ candidateName: _, beganAt, endedAt, ...rest }: ListedIncident): Incident {
  return incident.parse({
    ...rest,
    beganAt: Date.parse(beganAt),
    endedAt: endedAt === null ? null : Date.parse(endedAt),
  });
}
