import type { App } from 'vue';
import { createVuetify } from 'vuetify';
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg';
import { PageButton } from './components/pageButton.ts';
import { paper, wall } from './theme.ts';

interface Head {
  style: { textContent: string }[];
}

/**
 * Vuetify writes its theme into a <style> element, which a strict Content-Security-Policy refuses; but it hands it over to
 * a head manager when the app provides one. This one adopts the text as a constructed style sheet, which CSP allows.
 */
function adoptStyles() {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const write = (getHead: () => Head) => {
    sheet.replaceSync(
      getHead()
        .style.map(({ textContent }) => textContent)
        .join('\n'),
    );
  };
  return {
    push(getHead: () => Head) {
      write(getHead);
      return { patch: write };
    },
  };
}

export function installVuetify(app: App): void {
  app.provide('usehead', adoptStyles());
  app.component('VBtn', PageButton);
  app.use(
    createVuetify({
      icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
      theme: { defaultTheme: 'paper', themes: { paper, wall } },
      defaults: {
        VBtn: { variant: 'flat', ripple: false },
        VTextField: { variant: 'outlined', density: 'comfortable', color: 'primary', hideDetails: 'auto' },
      },
    }),
  );
}
