import type { PDFDocumentProxy } from 'pdfjs-dist';

export type PdfFile = PDFDocumentProxy;
export interface PageSize {
  width: number;
  height: number;
}

let engine: Promise<typeof import('pdfjs-dist')> | undefined;

/** pdf.js comes when the first document does, with its worker as a file of this app. */
async function loadEngine() {
  const [pdfjs, { default: PdfWorker }] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?worker'),
  ]);
  pdfjs.GlobalWorkerOptions.workerPort = new PdfWorker();
  return pdfjs;
}

export async function pdfEngine() {
  engine ??= loadEngine().catch((fault: unknown) => {
    engine = undefined;
    throw fault;
  });
  return await engine;
}

/** Opens a PDF. Throws what pdf.js throws on a file that it cannot read. */
export async function openPdf(file: Blob): Promise<PdfFile> {
  const { getDocument, version } = await pdfEngine();
  // The build puts these beside the app: fonts that a document may leave out, and decoders of scans.
  const beside = new URL(`/assets/pdfjs-${version}/`, window.location.href).href;
  const opening = getDocument({
    data: await file.arrayBuffer(),
    cMapUrl: `${beside}cmaps/`,
    standardFontDataUrl: `${beside}standard_fonts/`,
    wasmUrl: `${beside}wasm/`,
    // The page may run no WebAssembly; the decoders have the same in JavaScript.
    useWasm: false,
    enableXfa: false,
  });
  return await opening.promise;
}
