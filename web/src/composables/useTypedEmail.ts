import { email as emailSchema } from '@invigil/contract/routes/fields';
import { computed, ref } from 'vue';
import { useTexts } from '../i18n/useTexts.ts';

/** An e-mail address that somebody types, and what is wrong with it once they have `tried` to go on. */
export function useTypedEmail() {
  const { t } = useTexts();
  const email = ref('');
  const tried = ref(false);
  const fault = computed(() => {
    if (!tried.value) return undefined;
    if (email.value.trim() === '') return t('signIn.noEmail');
    return emailSchema.safeParse(email.value).success ? undefined : t('signIn.badEmail');
  });
  return { email, tried, fault };
}
