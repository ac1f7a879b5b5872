import '@fontsource-variable/inter';
import 'vuetify/styles/core';
import './styles/main.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { currentLanguage, i18n, speak } from './i18n/i18n.ts';
import { router } from './router.ts';
import { installVuetify } from './vuetify.ts';

speak(currentLanguage());
const app = createApp(App);
app.use(createPinia());
app.use(i18n);
app.use(router);
installVuetify(app);
app.mount('#app');
