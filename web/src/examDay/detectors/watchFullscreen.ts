import type { Tells } from '../incidents/incidentReporter.ts';
import { toggled } from '../incidents/toggled.ts';

type FullscreenDocument = Pick<Document, 'fullscreenElement' | 'addEventListener' | 'removeEventListener'>;

/** Full screen was left, of an exam that asks for it. Returns the function that ends this. */
export function watchFullscreen(
  tells: Tells,
  /** Hears at once and at each change whether the page fills the screen. */
  changed: (isFull: boolean) => void,
  document: FullscreenDocument = globalThis.document,
): () => void {
  const left = toggled(tells);
  const look = () => {
    const isFull = document.fullscreenElement !== null;
    left({ kind: 'fullscreenLeft', facts: {} }, !isFull);
    changed(isFull);
  };
  document.addEventListener('fullscreenchange', look);
  look();
  return () => {
    document.removeEventListener('fullscreenchange', look);
    left({ kind: 'fullscreenLeft', facts: {} }, false);
  };
}
