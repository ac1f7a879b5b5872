import type { Tells } from '../incidents/incidentReporter.ts';
import { toggled } from '../incidents/toggled.ts';

interface PageEnvironment {
  document: Pick<Document, 'visibilityState' | 'hasFocus' | 'addEventListener' | 'removeEventListener'>;
  window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/** Chrome's own picker and its permission questions take the focus for a moment, too. */
const patienceMs = 1_000;

/** The tab is not shown, or another window has the focus. Returns the function that ends this. */
export function watchPage(
  tells: Tells,
  /** Whether Chrome asks something just now, which takes the focus by itself. */
  isAsking: () => boolean,
  { document, window }: PageEnvironment = globalThis,
): () => void {
  const [hidden, unfocused] = [toggled(tells), toggled(tells)];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = () => {
    clearTimeout(timer);
    const isHidden = document.visibilityState === 'hidden';
    hidden({ kind: 'tabHidden', facts: {} }, isHidden);
    // A hidden tab has no focus either, which would only be said twice.
    const isUnfocused = !isHidden && !document.hasFocus();
    if (!isUnfocused) unfocused({ kind: 'focusLost', facts: {} }, false);
    else {
      timer = setTimeout(() => {
        const isStill = document.visibilityState === 'visible' && !document.hasFocus() && !isAsking();
        unfocused({ kind: 'focusLost', facts: {} }, isStill);
      }, patienceMs);
    }
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  window.addEventListener('blur', look);

  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    window.removeEventListener('blur', look);
    hidden({ kind: 'tabHidden', facts: {} }, false);
    unfocused({ kind: 'focusLost', facts: {} }, false);
  };
}
