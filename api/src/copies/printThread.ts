import { parentPort } from 'node:worker_threads';
import type { PrintOrder, PrintOutcome } from './copyPrinter.ts';
import { copyPdf } from './pdf/copyPdf.ts';

// One after the other: nothing in it waits for anything else.
parentPort?.on('message', async ({ id, printed }: PrintOrder) => {
  const outcome = await copyPdf(printed).then(
    (pdf): PrintOutcome => ({ id, pdf }),
    (error: unknown): PrintOutcome => ({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  parentPort?.postMessage(outcome);
});
