import { legalKinds } from '@invigil/contract/legalKinds';
import type { Consent } from '@invigil/contract/routes/legal';
import { computed, type Ref, watch } from 'vue';
import { api } from '../api.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { useLoaded } from './useLoaded.ts';

/**
 * The current documents in the page's language, and whether all of them are among `accepted`. What was ticked for an older
 * version does not count.
 */
export function useLegalDocuments(accepted: Readonly<Ref<readonly Consent[]>>) {
  const { language } = useTexts();
  const { data, error, reload } = useLoaded(
    async () => (await api.call('legalDocuments', { query: { language: language.value } })).documents,
  );
  watch(language, () => void reload());

  const documents = computed(() => data.value ?? []);
  const current = computed(() =>
    accepted.value.filter(({ kind, version }) =>
      documents.value.some((document) => document.kind === kind && document.version === version),
    ),
  );
  const allAccepted = computed(() => legalKinds.every((kind) => current.value.some((one) => one.kind === kind)));
  return { documents, error, reload, current, allAccepted };
}
