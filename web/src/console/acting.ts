import type { ErrorBody } from '@invigil/contract/errors';
import type { InterventionId, RoomId, SittingId } from '@invigil/contract/ids';
import { interventionKinds } from '@invigil/contract/interventions';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { RouteReply } from '@invigil/contract/routes';
import { api } from '../api.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useProctoring } from '../stores/proctoring.ts';
import { type ActionName, undoneBy } from './actions.ts';
import { type Draft, interventionOf } from './draft.ts';

export interface Target {
  sittingId: SittingId;
  name: string;
}

/** One press of a proctor. The same key again does nothing twice. */
export interface Press {
  key: string;
  action: ActionName;
  draft: Draft;
  sittingIds: readonly SittingId[];
  /** Of each sitting, the last intervention that the proctor has seen. */
  seen: ReadonlyMap<SittingId, InterventionId | null>;
  /** What `undo` takes back. */
  interventionIds?: readonly InterventionId[];
  isConfirmed: boolean;
}

/** What came of it, for each sitting. */
export interface Acted {
  done: ProctoredSitting[];
  refused: { sittingId: SittingId; error: ErrorBody }[];
}

/** So many sittings travel at once, so that a press for a whole room shows how far it is. */
const atOnce = 25;

/** Does what a proctor decided, and hands the answers to the store. Throws an AppError when nothing could be asked. */
export function useActing(roomId: () => RoomId) {
  const proctoring = useProctoring();

  async function act(press: Press): Promise<Acted> {
    const { action, draft } = press;
    if (action === 'undo') return hear(await undo(press.interventionIds ?? [], draft.reason));
    if (action === 'resumed' || action === 'unlocked') return await undoOf(action, press);
    return hear(
      await api.call('intervene', {
        params: { roomId: roomId() },
        body: {
          key: press.key,
          sittings: press.sittingIds.map((sittingId) => ({ sittingId, seen: press.seen.get(sittingId) ?? null })),
          intervention: interventionOf(action, draft),
          reason: draft.reason,
          isConfirmed: press.isConfirmed,
        },
      }),
    );
  }

  async function undoOf(action: 'resumed' | 'unlocked', { sittingIds, draft }: Press): Promise<Acted> {
    const ids = new Map(
      sittingIds.map((sittingId) => {
        const sitting = proctoring.sittings.get(sittingId);
        return [sittingId, sitting && undoneBy(action, sitting)];
      }),
    );
    const known = [...ids.values()].filter((id) => id !== undefined);
    const acted = known.length === 0 ? { done: [], refused: [] } : hear(await undo(known, draft.reason));
    const nothing = sittingIds.filter((sittingId) => ids.get(sittingId) === undefined);
    const error = { code: 'cannotBeUndone' } as const;
    return { ...acted, refused: [...acted.refused, ...nothing.map((sittingId) => ({ sittingId, error }))] };
  }

  const undo = async (interventionIds: readonly InterventionId[], reason: string) =>
    await api.call('undoInterventions', {
      params: { roomId: roomId() },
      body: { interventionIds: [...interventionIds], reason },
    });

  function hear({ serverTime, done, refused }: RouteReply<'intervene'>): Acted {
    proctoring.hearTime(serverTime);
    for (const sitting of done) proctoring.apply(sitting);
    return { done, refused };
  }

  /**
   * The same for any number of sittings, some at a time. What fails as a whole is told of those it was about and of the rest.
   * @param progress how many have been answered for.
   */
  async function actForAll(press: Press, progress: (answered: number) => void): Promise<Acted> {
    const all: Acted = { done: [], refused: [] };
    for (let from = 0; from < press.sittingIds.length; from += atOnce) {
      const sittingIds = press.sittingIds.slice(from, from + atOnce);
      try {
        const { done, refused } = await act({ ...press, sittingIds });
        all.done.push(...done);
        all.refused.push(...refused);
      } catch (fault) {
        const error = errorBodyOf(fault);
        all.refused.push(...press.sittingIds.slice(from).map((sittingId) => ({ sittingId, error })));
        return all;
      }
      progress(from + sittingIds.length);
    }
    return all;
  }

  return { act, actForAll };
}

/** What can be undone of what has just been done. */
export function undoableOf(action: ActionName, { done }: Acted): InterventionId[] {
  if (action === 'resumed' || action === 'unlocked' || action === 'undo' || !interventionKinds[action].undo) return [];
  return done.flatMap(({ lastIntervention }) =>
    lastIntervention?.kind === action && lastIntervention.undoneAt === null ? [lastIntervention.interventionId] : [],
  );
}

/** The last intervention of each sitting that this page shows now. */
export function seenNow(sittingIds: readonly SittingId[]): Map<SittingId, InterventionId | null> {
  const { sittings } = useProctoring();
  return new Map(sittingIds.map((id) => [id, sittings.get(id)?.lastIntervention?.interventionId ?? null]));
}
