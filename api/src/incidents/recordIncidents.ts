import type { IncidentId } from '@invigil/contract/ids';
import { type IncidentFacts, type IncidentReporter, incidentKinds } from '@invigil/contract/incidentKinds';
import { incident, type Incident as ToldIncident } from '@invigil/contract/incidents';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Sitting } from '../sittings/sitting.ts';
import { lifeOf, within } from './sittingLife.ts';

/** What somebody saw in a sitting. */
export type SeenIncident = IncidentFacts & { incidentId: IncidentId; beganAt: Date; endedAt: Date | null };

const row = z.object({
  id: z.string(),
  sitting_id: z.string(),
  kind: z.string(),
  nature: z.string(),
  facts: z.unknown(),
  reported_by: z.string(),
  began_at: z.coerce.date(),
  ended_at: z.coerce.date().nullable(),
});

/**
 * Writes down what somebody saw in one sitting, by the server's clock and within the sitting's life. An id that is known
 * already only gets its end, once, and only in the same sitting. Outside of a transaction each call is one.
 * @returns what is new or has ended now, to be told to the room after the commit.
 * @throws {AppError} sittingOver when it is too late for any. The sitting's exam must be populated.
 */
export async function recordIncidents(
  em: EntityManager,
  sitting: Sitting,
  { seen, reportedBy, now }: { seen: readonly SeenIncident[]; reportedBy: IncidentReporter; now: Date },
): Promise<ToldIncident[]> {
  const life = lifeOf(sitting, now);
  const rows = [...eachOnce(seen).values()].map(({ incidentId, kind, facts, beganAt, endedAt }) => {
    const began = within(life, beganAt);
    const ended = endedAt && within({ from: began, until: life.until }, endedAt);
    return { id: incidentId, kind, nature: incidentKinds[kind].nature, facts, began_at: began, ended_at: ended };
  });
  if (rows.length === 0) return [];
  const changed = await em.execute(sql`
    insert into incident (id, sitting_id, kind, nature, reported_by, began_at, ended_at, facts, recorded_at)
    select id, ${sitting.id}, kind, nature, ${reportedBy}, began_at, ended_at, facts, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as seen (id uuid, kind text, nature text, facts jsonb, began_at timestamptz, ended_at timestamptz)
    on conflict (id) do update set ended_at = greatest(incident.began_at, excluded.ended_at)
      where incident.sitting_id = excluded.sitting_id and incident.kind = excluded.kind
        and incident.reported_by = excluded.reported_by and incident.ended_at is null and excluded.ended_at is not null
    returning id, sitting_id, kind, nature, facts, reported_by, began_at, ended_at`);
  return z.array(row).parse(changed).map(asTold);
}

/** The newest of each id, with the end that an older one has. */
function eachOnce(seen: readonly SeenIncident[]): Map<IncidentId, SeenIncident> {
  const byId = new Map<IncidentId, SeenIncident>();
  for (const one of seen) {
    const known = byId.get(one.incidentId);
    byId.set(one.incidentId, known ? { ...known, endedAt: one.endedAt ?? known.endedAt } : one);
  }
  return byId;
}

function asTold(written: z.output<typeof row>): ToldIncident {
  return incident.parse({
    incidentId: written.id,
    sittingId: written.sitting_id,
    kind: written.kind,
    nature: written.nature,
    facts: written.facts,
    reportedBy: written.reported_by,
    beganAt: written.began_at.getTime(),
    endedAt: written.ended_at?.getTime() ?? null,
  });
}
