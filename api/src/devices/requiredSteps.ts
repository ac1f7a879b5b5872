import type { DeviceCheckKind, DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Account } from '../accounts/account.ts';

const always: readonly DeviceCheckStep[] = ['browser', 'connection', 'documents', 'writing'];
/** A delta looks only at what may have changed since the last full check. */
const ofDelta: ReadonlySet<DeviceCheckStep> = new Set(['browser', 'webcam', 'screen', 'connection']);

const needs = z.object({
  webcam: z.boolean().nullable(),
  microphone: z.boolean().nullable(),
  screen: z.boolean().nullable(),
});

/**
 * The steps that decide whether a device passes. Browser, connection, documents and writing always do; a webcam, a
 * microphone or a screen only when an exam or a technical test to come asks for it, and as an ordinary exam does when
 * none is to come. Whatever else is checked is told, and decides nothing.
 */
export async function requiredSteps(
  em: EntityManager,
  { account, kind, now }: { account: Pick<Account, 'id'>; kind: DeviceCheckKind; now: Date },
): Promise<ReadonlySet<DeviceCheckStep>> {
  const [row] = await em.execute(sql`
    select bool_or(e.webcam_required) as webcam, bool_or(e.microphone_required) as microphone,
      bool_or(e.screen_required) as screen
    from sitting s join exam e on e.id = s.exam_id
    where s.candidate_id = ${account.id} and e.state = 'published'
      and e.closes_at + s.extra_minutes * interval '1 minute' > ${now}
      and s.state not in ('submitted', 'timedOut', 'terminated', 'noShow')`);
  const asked = needs.parse(row);
  const captures = (['webcam', 'microphone', 'screen'] as const).filter(
    (source) => asked[source] ?? ordinaryRules[source],
  );
  const steps = [...always, ...captures];
  return new Set(kind === 'full' ? steps : steps.filter((step) => ofDelta.has(step)));
}
