import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Long enough to be read twice; nothing in it needs an answer. */
const shownMs = 12_000;

/** What has just been done, told at the foot of the page and to screen readers, for a while or until it is closed. */
export const useTold = defineStore('told', () => {
  const text = ref('');
  /** Survives one change of page: a form that is done often leads elsewhere. */
  let fresh = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(done: string): void {
    text.value = done;
    fresh = true;
    clearTimeout(timer);
    timer = setTimeout(dismiss, shownMs);
  }

  function dismiss(): void {
    text.value = '';
  }

  function pageChanged(): void {
    if (!fresh) dismiss();
    fresh = false;
  }

  return { text, tell, dismiss, pageChanged };
});
