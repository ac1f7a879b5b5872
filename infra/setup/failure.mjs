/** Setup cannot go on. The message is one line that says what to install or do. */
export class SetupFailure extends Error {
  /** @override */
  name = 'SetupFailure';
}
