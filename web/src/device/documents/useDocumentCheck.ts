import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import { computed, onScopeDispose, ref, type ShallowRef, shallowRef, watch } from 'vue';
import { useTexts } from '../../i18n/useTexts.ts';
import { showsInk } from './inkShare.ts';
import type { OpenSample } from './openSample.ts';

/** What the step's panel lends: the page, and the pane in which it scrolls. */
export interface DocumentPane {
  canvas: HTMLCanvasElement;
  scroller: HTMLElement;
}

const zooms: readonly number[] = [1, 1.5, 2];
const [smallest = 1, larger = 1, largest = larger] = zooms;

/** The documents of a check: a sample is drawn, enlarged and scrolled as those of an exam are. */
export function useDocumentCheck() {
  const { language } = useTexts();
  const pane: ShallowRef<DocumentPane | undefined> = shallowRef();
  const zoom = ref(smallest);
  const isDrawn = ref(false);
  const hasPage = ref(false);
  let sample: OpenSample | undefined;
  let drawing = Promise.resolve();
  onScopeDispose(() => sample?.close());

  /** One drawing after the other: a canvas takes one at a time. */
  function draw(): Promise<void> {
    drawing = drawing
      .catch(() => undefined)
      .then(async () => {
        const shown = pane.value;
        if (sample === undefined || shown === undefined) return;
        const width = Math.max(220, shown.scroller.clientWidth - 24) * zoom.value;
        await sample.draw(language.value === 'fr' ? 1 : 2, shown.canvas, width);
        hasPage.value = true;
      });
    return drawing;
  }

  async function probe(signal: AbortSignal): Promise<CheckedStep | undefined> {
    const beganAt = performance.now();
    const found = (isShown: boolean): CheckedStep => ({
      step: 'documents',
      outcome: isShown ? 'passed' : 'failed',
      fault: isShown ? null : 'documentNotShown',
      facts: [{ name: 'documentMs', value: String(Math.round(performance.now() - beganAt)) }],
    });
    try {
      const shown = await paneShown(signal);
      if (shown === undefined) return undefined;
      const { openSample } = await import('./openSample.ts');
      sample ??= await openSample();
      const isShown = await tryOut(shown);
      isDrawn.value = isShown;
      return found(isShown);
    } catch (fault) {
      console.warn('the sample document could not be shown', fault);
      return found(false);
    }
  }

  /** Drawn, enlarged, scrolled down and back: what an exam's paper needs. */
  async function tryOut({ canvas, scroller }: DocumentPane): Promise<boolean> {
    zoom.value = smallest;
    await draw();
    const { width } = canvas;
    if (!hasInk(canvas)) return false;
    zoom.value = larger;
    await draw();
    scroller.scrollTop = 200;
    const isLarger = canvas.width > width && hasInk(canvas);
    const hasScrolled = scroller.scrollTop > 0;
    scroller.scrollTop = 0;
    zoom.value = smallest;
    await draw();
    return isLarger && hasScrolled;
  }

  function paneShown(signal: AbortSignal): Promise<DocumentPane | undefined> {
    return new Promise((resolve) => {
      const stop = watch(
        pane,
        (now) => {
          if (now === undefined) return;
          queueMicrotask(() => stop());
          resolve(now);
        },
        { immediate: true, flush: 'post' },
      );
      signal.addEventListener('abort', () => {
        stop();
        resolve(undefined);
      });
    });
  }

  function change(by: 1 | -1): void {
    const place = zooms.indexOf(zoom.value) + by;
    zoom.value = zooms[Math.min(zooms.length - 1, Math.max(0, place))] ?? smallest;
    void redraw();
  }

  async function redraw(): Promise<void> {
    try {
      await draw();
    } catch (fault) {
      console.warn('the sample document could not be drawn again', fault);
    }
  }
  watch(language, () => void redraw());

  return {
    pane,
    isDrawn,
    hasPage,
    percent: computed(() => Math.round(zoom.value * 100)),
    canGrow: computed(() => zoom.value < largest),
    canShrink: computed(() => zoom.value > smallest),
    change,
    probe,
  };
}

function hasInk(canvas: HTMLCanvasElement): boolean {
  const small = new OffscreenCanvas(120, 170).getContext('2d', { willReadFrequently: true });
  if (small === null) return false;
  small.drawImage(canvas, 0, 0, 120, 170);
  return showsInk(small.getImageData(0, 0, 120, 170).data);
}
