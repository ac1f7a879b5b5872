import type { SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { remark } from '@invigil/contract/routes/fields';
import { computed, ref, shallowRef } from 'vue';
import { api } from '../api.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useProctoring } from '../stores/proctoring.ts';
import type { WallParts } from '../wall/wallParts.ts';
import { type Acted, seenNow, type Target, undoableOf, useActing } from './acting.ts';
import { type BatchAction, concerns, type Outcome, outcomesOf } from './batch.ts';
import type { Draft } from './draft.ts';
import { useLately } from './lately.ts';

/** Does one thing for several candidates, tells how far it is, and what came of it for each. */
export function useBatch({ roomId }: WallParts) {
  const proctoring = useProctoring();
  const lately = useLately();
  const { actForAll } = useActing(() => roomId);
  const outcomes = shallowRef<readonly Outcome[]>();
  /** How many have been answered for, and of how many; undefined while nothing is under way. */
  const progress = shallowRef<{ done: number; count: number }>();
  const busy = ref(false);
  let key = crypto.randomUUID();

  const refused = computed(() => (outcomes.value ?? []).filter(({ error }) => error !== undefined));
  const targetsOf = (action: BatchAction, targets: readonly Target[]) =>
    targets.filter(({ sittingId }) => concerns(action, proctoring.sittings.get(sittingId)));

  async function run(action: BatchAction, draft: Draft, targets: readonly Target[]): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    outcomes.value = undefined;
    progress.value = { done: 0, count: targets.length };
    const sittingIds = targets.map(({ sittingId }) => sittingId);
    try {
      const acted = action === 'message' ? await send(sittingIds, draft.reason) : await act(action, draft, sittingIds);
      outcomes.value = outcomesOf(targets, acted);
      const refusedIds = new Set(acted.refused.map(({ sittingId }) => sittingId));
      const names = targets.filter(({ sittingId }) => !refusedIds.has(sittingId)).map(({ name }) => name);
      const interventionIds = action === 'message' ? [] : undoableOf(action, acted);
      if (names.length > 0) lately.tell({ action, names, interventionIds });
    } finally {
      busy.value = false;
      progress.value = undefined;
    }
  }

  async function act(action: Exclude<BatchAction, 'message'>, draft: Draft, sittingIds: SittingId[]): Promise<Acted> {
    const press = { key, action, draft, sittingIds, seen: seenNow(sittingIds), isConfirmed: true };
    return await actForAll(press, (done) => {
      progress.value = { done, count: sittingIds.length };
    });
  }

  /** A message is sent to all of them or to nobody. */
  async function send(sittingIds: SittingId[], text: string): Promise<Acted> {
    const all: Acted = { done: [], refused: [] };
    for (let from = 0; from < sittingIds.length; from += limits.sittingsPerIntervention) {
      const some = sittingIds.slice(from, from + limits.sittingsPerIntervention);
      try {
        await api.call('sendMessages', {
          params: { roomId },
          body: { key, sittingIds: some, message: { text: remark.parse(text) } },
        });
      } catch (fault) {
        const error = errorBodyOf(fault);
        all.refused.push(...some.map((sittingId) => ({ sittingId, error })));
      }
    }
    return all;
  }

  /** Another intention: what was done before is not asked again under its key. */
  function renew(): void {
    key = crypto.randomUUID();
    outcomes.value = undefined;
  }

  return { outcomes, refused, progress, busy, run, renew, targetsOf };
}
