import { uuidV7 } from '@invigil/server-kit/uuidV7';

/** A fresh id: a uuid v7. */
export function newId<Id extends string>(): Id {
  // Brands exist for the compiler only; this is the one place where an id begins.
  return uuidV7() as Id;
}
