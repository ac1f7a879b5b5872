import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { writePrivately } from '../all-in-one/privateFile.ts';
import { envText, newSecrets } from './secrets.ts';

// npm run keys -- exams.example 203.0.113.7 [file]: what Compose needs to know, and secrets that nobody has seen.

const [domain, address, given] = process.argv.slice(2);
const file = path.resolve(given ?? path.join(import.meta.dirname, '../compose/.env'));

function fail(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

if (domain === undefined || address === undefined || !/^[\w.-]+$/.test(domain) || !/^[\w.:]+$/.test(address)) {
  fail('Usage: npm run keys -- <domain of the pages> <public address of this machine> [file]');
} else if (existsSync(file)) {
  fail(`${file} exists; losing its keys makes every code sent before worthless, so it is left as it is.`);
} else {
  mkdirSync(path.dirname(file), { recursive: true });
  const settings = { DOMAIN: domain, PUBLIC_ADDRESS: address, ACME_EMAIL: '', SMTP_URL: '', MAIL_FROM: '' };
  writePrivately(file, envText({ ...settings, ...(await newSecrets()) }));
  process.stdout.write(
    `Wrote ${file}. Add ACME_EMAIL, SMTP_URL and MAIL_FROM, and keep a copy where your secrets are.\n`,
  );
}
