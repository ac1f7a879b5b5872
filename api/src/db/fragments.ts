import { type RawQueryFragment, sql } from '@mikro-orm/core';

/** Conditions that must all hold; the absent ones are left out. */
export function allOf(conditions: readonly (RawQueryFragment | undefined)[]): RawQueryFragment {
  return conditions.reduce<RawQueryFragment>(
    (all, condition) => (condition === undefined ? all : sql`${all} and ${condition}`),
    sql`true`,
  );
}

/** Whether a text has these letters somewhere, whatever their case and accents. */
export function contains(text: RawQueryFragment, search: string): RawQueryFragment {
  const literally = search.replace(/[\\%_]/g, '\\$&');
  return sql`fold(${text}) like '%' || fold(${literally}) || '%'`;
}

/** An instant that plain SQL answered with, as the wire has it. */
export function instantOf(answered: string): string {
  return new Date(answered).toISOString();
}
