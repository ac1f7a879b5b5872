/** A reason not to start that a person can do something about: its message is one line and needs no stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** Tells a person in one line what takes its time or differs from the usual. */
export type Say = (line: string) => void;
