import type { ErrorBody } from '@invigil/contract/errors';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { errorBodyOf } from '../i18n/errorText.ts';

/** The newest trouble that belongs to no part of a page, shown over it until it is dismissed. */
export const useTrouble = defineStore('trouble', () => {
  const error = shallowRef<ErrorBody>();

  function tell(thrown: unknown): void {
    error.value = errorBodyOf(thrown);
  }

  function dismiss(): void {
    error.value = undefined;
  }

  return { error, tell, dismiss };
});
