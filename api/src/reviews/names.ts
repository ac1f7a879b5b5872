import type { PersonId } from '@invigil/contract/ids';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import type { InterventionEntry } from '../conversations/entries.ts';

/** The names of everybody to whom something was handed over, by their ids. */
export async function namesIn(
  em: EntityManager,
  entries: readonly InterventionEntry[],
): Promise<Record<string, string>> {
  const ids = new Set<PersonId>();
  for (const { intervention } of entries) if (intervention.kind === 'handedOver') ids.add(intervention.facts.to);
  const people = ids.size === 0 ? [] : await em.find(Account, { id: { $in: [...ids] } });
  return Object.fromEntries(people.map(({ id, name }) => [id, name]));
}
