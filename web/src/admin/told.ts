import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What has just been done, told at the foot of the page and to screen readers, until it is closed or the page left. */
export const useTold = defineStore('told', () => {
  const text = ref('');
  /** Survives one change of page: a form that is done often leads elsewhere. */
  let fresh = false;

  function tell(done: string): void {
    text.value = done;
    fresh = true;
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
