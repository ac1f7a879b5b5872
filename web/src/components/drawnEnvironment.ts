import type { Environment } from 'vitest/runtime';

/** Compiles components as for a browser, where vitest's own Node environment compiles them for server rendering. */
export default {
  name: 'drawn',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
