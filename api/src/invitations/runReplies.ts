import { invitationOutcomes, type InvitationRun as RunReply } from '@invigil/contract/routes/admin/invitationRuns';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { InvitationRun } from './invitationRun.ts';

const outcomeRows = z.array(
  z.object({ run_id: z.uuid(), outcome: z.enum(invitationOutcomes).nullable(), people: z.int() }),
);
const mailRows = z.array(z.object({ run_id: z.uuid(), waiting: z.int(), sent: z.int(), failed: z.int() }));

const noMails = { waiting: 0, sent: 0, failed: 0 };

/** How far runs have come. Three queries, however many runs. */
export async function runReplies(em: EntityManager, runs: readonly InvitationRun[]): Promise<RunReply[]> {
  if (runs.length === 0) return [];
  const ids = runs.map(({ id }) => id);
  await em.populate([...runs], ['requestedBy']);
  const outcomes = outcomeRows.parse(
    await em.execute(sql`
      select run_id, outcome, count(*)::int as people from invitation_run_person
      where run_id in (${ids}) group by run_id, outcome`),
  );
  const mails = mailRows.parse(
    await em.execute(sql`
      select run_id, count(next_attempt_at)::int as waiting, count(sent_at)::int as sent, count(failed_at)::int as failed
      from mail where run_id in (${ids}) group by run_id`),
  );
  return runs.map((run) => {
    const mine = outcomes.filter((row) => row.run_id === run.id);
    const settled = mine.filter(({ outcome }) => outcome !== null);
    const { waiting, sent, failed } = mails.find((row) => row.run_id === run.id) ?? noMails;
    return {
      invitationRunId: run.id,
      action: run.action,
      state: run.finishedAt == null ? 'running' : 'done',
      requestedAt: run.requestedAt.toISOString(),
      requestedBy: run.requestedBy.name,
      finishedAt: run.finishedAt?.toISOString() ?? null,
      total: sumOf(mine),
      done: sumOf(settled),
      outcomes: countsOf(settled),
      mails: { waiting, sent, failed },
    };
  });
}

function sumOf(rows: readonly { people: number }[]): number {
  return rows.reduce((sum, { people }) => sum + people, 0);
}

function countsOf(rows: z.infer<typeof outcomeRows>): RunReply['outcomes'] {
  const counts = Object.fromEntries(invitationOutcomes.map((outcome) => [outcome, 0])) as RunReply['outcomes'];
  for (const { outcome, people } of rows) if (outcome !== null) counts[outcome] = people;
  return counts;
}
