import { asvsRows } from './asvsRows.ts';
import { asvsTests } from './asvsTests.ts';
import { auditDependencies } from './audit.ts';
import { fuzzedDatagrams } from './fuzzConfig.ts';
import { runTests } from './runTests.ts';
import { verdictOf } from './verdict.ts';

// npm run security: every test that names a requirement of ASVS, the long fuzz, the dependencies; then the table of it.

const alsoRun = ['infra/security', 'media-server/src/garbage.test.ts', 'media-server/src/garbageDatagrams.test.ts'];

const files = [...new Set(asvsTests().map(({ file }) => file))];
const asvs = await runTests([...files, '-t', 'ASVS \\d']);
const others = await runTests(alsoRun);
const audit = await auditDependencies();

const { lines, passed, of, failures } = verdictOf(asvsRows, asvs);
process.stdout.write(`\n${lines.join('\n')}\n\n`);
const failed = others.filter(({ status }) => status === 'failed').map(({ title }) => title);
for (const title of [...failures, ...failed]) process.stdout.write(`failed: ${title}\n`);
if (!audit.answered)
  process.stdout.write(`No advisories: ${audit.why}. Licences, pins and least versions were checked.\n`);
const ok = passed === of && failures.length + failed.length === 0 && !(audit.answered && audit.serious > 0);
const summary = { asvs: { passed, of }, fuzz: { datagrams: fuzzedDatagrams }, otherTests: others.length, audit, ok };
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exitCode = ok ? 0 : 1;
