import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';
import { environmentWith, searchPath } from './config.ts';

/** Programs that judge what we deploy, as Go modules: what a machine has on its PATH is taken first. */
export const tools = {
  helm: 'helm.sh/helm/v3/cmd/helm@v3.22.0',
  'kubectl-validate': 'sigs.k8s.io/kubectl-validate@v0.0.4',
  promtool: 'github.com/prometheus/prometheus/cmd/promtool@v0.316.0',
  caddy: 'github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9',
} as const;
export type Tool = keyof typeof tools;

/** promtool without the clouds' SDKs, which take longer to compile than all the rest and judge nothing. */
const promtoolOnly = ['-tags', 'remove_all_sd'];

const folder = () => path.join(cacheFolder(), 'tools');

/** The tool on PATH or built before; undefined when there is none. */
export function findTool(tool: Tool): string | undefined {
  const known = [...searchPath(), folder()].map((each) => path.join(each, tool));
  return known.find((file) => existsSync(file));
}

/** The tool, built with Go into the cache when there is none yet: some minutes, once. Throws with why it cannot be had. */
export function provideTool(tool: Tool, say: (line: string) => void): string {
  const found = findTool(tool);
  if (found) return found;
  if (spawnSync('go', ['version']).error) throw new Error(`there is no ${tool} and no Go to build it with`);
  say(`Building ${tool} (once, some minutes)...`);
  mkdirSync(folder(), { recursive: true });
  const env = environmentWith({ GOBIN: folder() });
  const built = spawnSync('go', ['install', ...(tool === 'promtool' ? promtoolOnly : []), tools[tool]], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (built.status !== 0) throw new Error(`${tool} does not build: ${built.stderr.trim().split('\n').at(-1)}`);
  return path.join(folder(), tool);
}
