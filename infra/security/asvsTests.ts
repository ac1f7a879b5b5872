import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A test that shows a requirement. */
export interface AsvsTest {
  id: string;
  /** Its name without the number. */
  name: string;
  /** From the root of the repository. */
  file: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const workspaces = ['contract', 'server-kit', 'media-server', 'signaling', 'api', 'web', 'infra', 'e2e'];
const named = /(['"`])ASVS (\d+\.\d+\.\d+) (.+?)\1[,\n]/g;

/** Every test whose name begins with the number of a requirement, by file. */
export function asvsTests(): AsvsTest[] {
  return workspaces.flatMap((workspace) =>
    readdirSync(path.join(root, workspace), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(file))
      .sort()
      .flatMap((file) => testsIn(`${workspace}/${file}`)),
  );
}

function testsIn(file: string): AsvsTest[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(named)].map(([, , id = '', name = '']) => ({ id, name, file }));
}
