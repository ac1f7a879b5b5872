/** What became of each field of a form when somebody else saved first. */
export interface Merged<T> {
  /** What the form shows now: theirs where I had not touched it, mine where I had. */
  merged: T;
  /** Fields that both of us changed, to different values; `merged` keeps mine. */
  conflicts: (keyof T)[];
  /** Fields that only they changed. */
  taken: (keyof T)[];
}

/** Joins two changes of the same record, field by field. */
export function mergeEdits<T extends object>(base: T, mine: T, theirs: T): Merged<T> {
  const result: Merged<T> = { merged: { ...mine }, conflicts: [], taken: [] };
  for (const field of Object.keys(base) as (keyof T)[]) {
    if (same(theirs[field], base[field]) || same(theirs[field], mine[field])) continue;
    if (same(mine[field], base[field])) {
      result.merged[field] = theirs[field];
      result.taken.push(field);
    } else {
      result.conflicts.push(field);
    }
  }
  return result;
}

/** The fields of a form that are not as they were. */
export function changedFields<T extends object>(base: T, now: T): (keyof T)[] {
  return (Object.keys(base) as (keyof T)[]).filter((field) => !same(base[field], now[field]));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
