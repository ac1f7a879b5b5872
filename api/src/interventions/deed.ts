import type { InterventionFacts, InterventionKind } from '@invigil/contract/interventions';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import type { Sitting } from '../sittings/sitting.ts';
import type { Act } from '../writing/faultCredits.ts';
import type { Intervention } from './intervention.ts';

export type FactsOf<K extends InterventionKind> = Extract<InterventionFacts, { kind: K }>['facts'];

/** Where and by whom something is done or undone. The sitting is locked and has its exam. */
export interface Doing {
  tx: EntityManager;
  sitting: Sitting;
  by: Account;
  act: Act;
}

/** What one kind of intervention does to a sitting, and how that is undone. */
export interface Deed<K extends InterventionKind> {
  /**
   * @returns what to put back when it is undone, for a kind that needs to know.
   * @throws {AppError} sittingOver, sittingNotStarted, sittingBegun, alreadyInForce, notFound.
   */
  do: (doing: Doing, facts: FactsOf<K>) => Promise<Record<string, unknown> | undefined>;
  /**
   * Only of an intervention that was not undone.
   * @throws {AppError} cannotBeUndone, sittingOver, sittingBegun.
   */
  undo: (doing: Doing, done: Intervention) => Promise<void>;
}
