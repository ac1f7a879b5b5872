import { defineComponent, h } from 'vue';
import { VBtn } from 'vuetify/components/VBtn';
import { VProgressCircular } from 'vuetify/components/VProgressCircular';
import { useTexts } from '../i18n/useTexts.ts';

/** Stands for every `v-btn` of the templates: Vuetify's button, whose sign of being busy has a name. */
export const PageButton = defineComponent({
  name: 'PageButton',
  inheritAttrs: false,
  setup(_props, { attrs, slots }) {
    const { t } = useTexts();
    const loader = () => h(VProgressCircular, { indeterminate: true, width: 2, 'aria-label': t('common.busy') });
    return () => h(VBtn, attrs, { loader, ...slots });
  },
});
