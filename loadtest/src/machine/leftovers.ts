import { constants } from 'node:os';

/**
 * What a bench must undo however it ends: an error, Ctrl-C and its normal end all run these, newest first. They are
 * synchronous because a process that exits waits for nothing else.
 */
const undos: (() => void)[] = [];

export function undoAtExit(undo: () => void): void {
  if (undos.length === 0) listen();
  undos.push(undo);
}

function listen(): void {
  process.once('exit', () => {
    for (const undo of undos.toReversed()) {
      try {
        undo();
      } catch (error) {
        console.error('could not clean up:', error);
      }
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
