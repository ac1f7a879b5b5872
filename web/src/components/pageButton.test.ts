import { afterEach, expect, test } from 'vitest';
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { createVuetify } from 'vuetify';
import { i18n } from '../i18n/i18n.ts';
import { PageButton } from './pageButton.ts';

async function markupOf(props: Record<string, unknown>): Promise<string> {
  const app = createSSRApp({ render: () => h(PageButton, props, () => 'Save') });
  app.use(i18n);
  app.use(createVuetify({ ssr: true }));
  return await renderToString(app);
}
const signOf = (markup: string) => /<[^>]*role="progressbar"[^>]*>/.exec(markup)?.[0];

afterEach(() => {
  i18n.global.locale.value = 'en';
});

test('a busy button says so by a sign that has a name, in the language of the page', async () => {
  i18n.global.locale.value = 'en';
  expect(signOf(await markupOf({ loading: true }))).toContain('aria-label="Please wait"');
  i18n.global.locale.value = 'fr';
  expect(signOf(await markupOf({ loading: true }))).toContain('aria-label="Veuillez patienter"');
});

test('a button is Vuetify’s in everything else', async () => {
  const markup = await markupOf({ color: 'primary', size: 'small', 'data-testid': 'save', disabled: '' });
  expect(signOf(markup)).toBeUndefined();
  expect(markup).toMatch(/^<button[^>]*class="[^"]*v-btn--disabled[^"]*v-btn--size-small[^"]*"[^>]*>.*Save/s);
  expect(markup).toContain('data-testid="save"');
});
