import { demoAccounts } from '@invigil/api/db/seed';
import { hearStop } from '@invigil/server-kit/lifecycle';
import { type RunningCluster, startCluster } from './cluster.ts';
import { readClusterConfig } from './config.ts';

// A whole cluster on this machine, for a person who wants to see it, end processes by hand and watch what happens.

const say = (line: string) => void process.stdout.write(`${line}\n`);
const stop = hearStop();
const config = readClusterConfig();
const cluster = await startCluster(config, say);
say(welcome(cluster));
await stop.asked;
say('Closing...');
process.exit((await cluster.close()) ? 0 : 1);

function welcome({ url, apis, signalings, medias, redis }: RunningCluster): string {
  const row = (name: string, text: string) => `  ${name.padEnd(14)}${text}`;
  const nodes = [...apis, ...signalings, ...medias].map(({ name, pid, opsUrl }) =>
    row(name, `process ${String(pid).padEnd(9)}${opsUrl}/readyz`),
  );
  const accounts = demoAccounts.map(({ role, email, password }) => row(role, `${email}  ${password}`));
  return [
    '',
    row('Invigil', url),
    ...(config.demo ? ['', ...accounts] : []),
    '',
    ...nodes,
    row('redis', `process ${redis.pid}`),
    '',
    row('Data folder', config.dataDir),
    '',
    '  End any of these processes by its number and see. Press Ctrl-C to stop all of them.',
    '',
  ].join('\n');
}
