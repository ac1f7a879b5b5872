import { languages, roles } from '@invigil/contract/roles';
import { computed } from 'vue';
import { useAdminTexts } from '../texts/useAdminTexts.ts';

/** The roles and languages that a form about a person offers. */
export function usePersonChoices() {
  const { t, common } = useAdminTexts();
  return {
    roles: computed(() => roles.map((value) => ({ value, label: common(`common.role.${value}`) }))),
    languages: computed(() => languages.map((value) => ({ value, label: t(`language.${value}`) }))),
  };
}
