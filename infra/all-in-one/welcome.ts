import path from 'node:path';
import { demoAccounts } from '@invigil/api/db/seed';
import { isWildcard } from './addresses.ts';
import type { Running } from './allInOne.ts';
import type { AllInOneConfig } from './config.ts';

/** What a person reads when everything runs. */
export function welcome({ url, opsPort }: Running, config: AllInOneConfig): string {
  const row = (name: string, text: string) => `  ${name.padEnd(14)}${text}`;
  const widest = Math.max(...demoAccounts.map(({ email }) => email.length));
  const accounts = demoAccounts.map(({ role, email, password }) => row(role, `${email.padEnd(widest + 2)}${password}`));
  return [
    '',
    row('Invigil', url),
    ...(config.demo ? ['', '  Demo accounts and their passwords:', ...accounts] : []),
    '',
    row('Data folder', config.dataDir),
    ...(config.smtpUrl === undefined ? [row('Mails', path.join(config.dataDir, 'outbox'))] : []),
    row('Health', `http://${config.opsHost}:${opsPort}/readyz`),
    ...warnings(config).map((warning) => row('Beware', warning)),
    '',
    '  Press Ctrl-C to stop; the next start resumes the same data.',
    '',
  ].join('\n');
}

function warnings({ demo, host, publicUrl }: AllInOneConfig): string[] {
  const isOpen = isWildcard(host) || publicUrl !== undefined;
  if (!isOpen || !demo) return [];
  return ['others can reach this, and the demo passwords are public: begin with a new data folder and DEMO=false.'];
}
