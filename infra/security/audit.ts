import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const report = z.object({
  metadata: z.object({ vulnerabilities: z.record(z.string(), z.number()) }),
});

/** What the registry knows of the packages of production; `answered` is false when it was not to be asked. */
export type Audit = { answered: true; serious: number; all: number } | { answered: false; why: string };

const longestMs = 60_000;

/** Asks the registry of npm for advisories. Offline, or of a registry that has none to ask, it says so. */
export async function auditDependencies(): Promise<Audit> {
  const root = path.resolve(import.meta.dirname, '../..');
  const text = await new Promise<string>((resolve) => {
    const options = { cwd: root, timeout: longestMs, maxBuffer: 64 * 1024 * 1024 };
    // Its exit code says whether something was found, as its report does.
    execFile('npm', ['audit', '--omit=dev', '--json'], options, (_error, stdout) => resolve(stdout));
  });
  const parsed = report.safeParse(jsonOf(text));
  if (!parsed.success) return { answered: false, why: 'the npm registry answers no questions about advisories' };
  const { total = 0, high = 0, critical = 0 } = parsed.data.metadata.vulnerabilities;
  return { answered: true, serious: high + critical, all: total };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
