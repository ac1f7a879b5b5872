import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import vuetify from 'vite-plugin-vuetify';

/** Writes a gzip copy beside every text of the build: the api sends it as it is, and a slow line waits for a third of it. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      // Vite itself still rewrites the chunks in this hook; only what comes last sees what is written.
      order: 'post',
      async handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(js|css|svg)$/.test(fileName)) continue;
          const text = file.type === 'chunk' ? file.code : file.source;
          const zipped = new Response(text as BodyInit).body?.pipeThrough(new CompressionStream('gzip'));
          const source = new Uint8Array(await new Response(zipped).arrayBuffer());
          this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source });
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [vue(), vuetify(), precompress()],
  define: {
    // Compiled out: the options API and the tools that would only add weight to what a candidate downloads.
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'chrome120',
    // A `data:` address would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
