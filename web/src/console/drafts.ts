import type { SittingId } from '@invigil/contract/ids';
import { defineStore } from 'pinia';
import { reactive } from 'vue';
import type { ActionName } from './actions.ts';
import { type Draft, emptyDraft } from './draft.ts';

/** What is typed on the console and not yet done or sent: a refusal, a closed dialog or another candidate loses none of it. */
export const useDrafts = defineStore('drafts', () => {
  const actions = reactive(new Map<string, Draft>());
  const messages = reactive(new Map<SittingId | 'all', string>());

  function draftOf(action: ActionName, about: string): Draft {
    const key = `${action}/${about}`;
    if (!actions.has(key)) actions.set(key, emptyDraft(action));
    return actions.get(key) ?? emptyDraft(action);
  }

  function forget(action: ActionName, about: string): void {
    actions.delete(`${action}/${about}`);
  }

  return { draftOf, forget, messages };
});
