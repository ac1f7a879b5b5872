import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Instruction {
  name: string;
  text: string;
}

/** The instructions of a Dockerfile, with continued lines joined. */
export function readDockerfile(file = path.join(import.meta.dirname, 'Dockerfile')): Instruction[] {
  return readFileSync(file, 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', text = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), text };
    });
}

/** The last stage: what is in the image. */
export function lastStage(): Instruction[] {
  const all = readDockerfile();
  return all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
}

/** What every process in the image is told before anybody tells it anything. */
export function imageEnvironment(): Record<string, string> {
  const pairs = lastStage()
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/))
    .map((pair) => pair.split('=') as [string, string]);
  return Object.fromEntries(pairs);
}
