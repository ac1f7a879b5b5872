import path from 'node:path';

/** The folders in which this machine looks for programs. */
export const searchPath = () => (process.env.PATH ?? '').split(path.delimiter);

/** Our environment, for a program that is to have more than it. */
export const environmentWith = (more: Record<string, string>) => ({ ...process.env, ...more });
