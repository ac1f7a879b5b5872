import { parentPort } from 'node:worker_threads';
import { reviewPdf } from '../reviews/pdf/reviewPdf.ts';
import type { PrintMatter, PrintOrder, PrintOutcome } from './copyPrinter.ts';
import { copyPdf } from './pdf/copyPdf.ts';

// One after the other: nothing in it waits for anything else.
parentPort?.on('message', async ({ id, matter }: PrintOrder) => {
  const outcome = await pdfOf(matter).then(
    (pdf): PrintOutcome => ({ id, pdf }),
    (error: unknown): PrintOutcome => ({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  parentPort?.postMessage(outcome);
});

const pdfOf = (matter: PrintMatter): Promise<Buffer> =>
  'copy' in matter ? copyPdf(matter.copy) : reviewPdf(matter.review);
