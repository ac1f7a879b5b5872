import vue from '@vitejs/plugin-vue';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const longestTestMs = 30_000;
const longestBrowserTestMs = 120_000;

/** What takes minutes in a browser, beside the whole exam day: `npm run e2e` goes through all of it, `npm test` does not. */
const longWalks = [
  'e2e/src/mobileNetwork.test.ts',
  'e2e/src/onboarding/pages.test.ts',
  'e2e/src/cluster/*.test.ts',
  'e2e/src/device/*.test.ts',
  'e2e/src/exam-day/{incidents,killedBrowser,mobileDay,offline,oneStart}.test.ts',
  'e2e/src/proctor/{entrance,review,team,voice,wallKeys}.test.ts',
];

/** One browser at a time, and after all other tests, so that its pictures are not starved of processor time. */
function inBrowsers(name: string, files: { include: string[]; exclude?: string[] }): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      ...files,
      testTimeout: longestBrowserTestMs,
      hookTimeout: longestBrowserTestMs,
      fileParallelism: false,
      sequence: { groupOrder: 1 },
    },
  };
}

/** A workspace whose tests lie beside their sources and may run at the same time as any other file's. */
function workspace(name: string): TestProjectInlineConfiguration {
  return {
    test: { name, include: [`${name}/src/**/*.test.ts`], testTimeout: longestTestMs, hookTimeout: longestTestMs },
  };
}

export default defineConfig({
  test: {
    // Real servers, real media and real browsers share the machine with the tests; more workers would only make them late.
    maxWorkers: 2,
    projects: [
      workspace('contract'),
      workspace('server-kit'),
      workspace('media-server'),
      workspace('signaling'),
      // Its tests share one real PostgreSQL.
      { test: { ...workspace('api').test, globalSetup: 'api/test/globalSetup.ts' } },
      {
        plugins: [vue()],
        test: {
          ...workspace('web').test,
          environment: './web/src/components/drawnEnvironment.ts',
          // Its modules import style sheets, which Node alone cannot read.
          server: { deps: { inline: ['vuetify'] } },
        },
      },
      workspace('loadtest'),
      {
        test: {
          name: 'infra',
          include: ['infra/**/*.test.ts'],
          testTimeout: longestTestMs,
          hookTimeout: longestTestMs,
        },
      },
      inBrowsers('e2e', { include: ['e2e/**/*.test.ts'], exclude: longWalks }),
      inBrowsers('e2e-long', { include: longWalks }),
    ],
  },
});
