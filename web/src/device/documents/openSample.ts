import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';
import PdfWorker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';
import sampleUrl from './sample.pdf?url';

/** The sample document, open: two A4 pages with an embedded font, the first in French and the second in English. */
export interface OpenSample {
  /** Draws a page so many CSS pixels wide, as sharp as the display is. Resolves when it is drawn. */
  draw: (page: number, canvas: HTMLCanvasElement, cssWidth: number) => Promise<void>;
  close: () => void;
}

/** Loads and opens the sample as the documents of an exam are. Throws what pdf.js throws. */
export async function openSample(): Promise<OpenSample> {
  GlobalWorkerOptions.workerPort ??= new PdfWorker();
  // Pictures of formats that need WebAssembly are not in it, and the pages' security policy runs none.
  const task = getDocument({ url: sampleUrl, useWasm: false });
  const pdf = await task.promise;
  return {
    async draw(number, canvas, cssWidth) {
      const page = await pdf.getPage(number);
      const scale = (cssWidth * window.devicePixelRatio) / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      canvas.style.width = `${cssWidth}px`;
      await page.render({ canvas, viewport }).promise;
    },
    close: () => {
      task.destroy().catch((fault: unknown) => console.info('the sample document did not close', fault));
    },
  };
}
