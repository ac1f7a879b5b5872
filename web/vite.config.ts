import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
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

/**
 * Puts beside the app what pdf.js asks for by name while it shows a document: fonts and encodings that a PDF may leave out,
 * and the decoders of scans that need no WebAssembly.
 */
function besidePdfjs(): Plugin {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const home = path.dirname(manifest);
  const isWanted = (name: string) => !name.endsWith('.wasm') && !name.startsWith('quickjs');
  return {
    name: 'beside-pdfjs',
    async generateBundle() {
      const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
      for (const folder of ['cmaps', 'standard_fonts', 'wasm']) {
        for (const name of (await readdir(path.join(home, folder))).filter(isWanted)) {
          const source = await readFile(path.join(home, folder, name));
          this.emitFile({ type: 'asset', fileName: `assets/pdfjs-${version}/${folder}/${name}`, source });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /^\/assets\/pdfjs-[\d.]+\/((?:cmaps|standard_fonts|wasm)\/[\w.-]+)$/.exec(request.url ?? '')?.[1];
        if (name === undefined) return next();
        readFile(path.join(home, name)).then((file) => response.end(file), next);
      });
    },
  };
}

export default defineConfig({
  // The button of the templates is the app's own, made of Vuetify's.
  plugins: [vue(), vuetify({ autoImport: { ignore: ['VBtn'] } }), besidePdfjs(), precompress()],
  worker: { format: 'es' },
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
