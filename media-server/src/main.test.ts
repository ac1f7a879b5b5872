import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@invigil/server-kit/freePort';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../testkit/waitFor.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function startMain(settings: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...settings } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
    });
  return { child, output, exited: once(child, 'exit') };
}

test('a media node in a process of its own is ready, tells its numbers and stops in order', async () => {
  const opsPort = await freePort();
  const { child, output, exited } = startMain({ MEDIA_PORT: '0', MEDIA_WORKERS: '1', OPS_PORT: String(opsPort) });
  await waitFor('the node to be ready', () => output.text.includes('media node is ready'));
  const ready = await fetch(`http://127.0.0.1:${opsPort}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, failing: [] }]);
  const metrics = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  expect(metrics).toContain('invigil_media_server_publishers 0');
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(output.text).not.toMatch(/"level":(50|60)/);
});

test('settings that cannot work are named in one message', async () => {
  const { output, exited } = startMain({ MEDIA_HOST: '0.0.0.0', MEDIA_PORT: '99999', OPS_PORT: '0' });
  expect(await exited).toEqual([1, null]);
  expect(output.text).toContain('MEDIA_PORT: ');
  const unreachable = startMain({ MEDIA_HOST: '0.0.0.0', OPS_PORT: '0' });
  expect(await unreachable.exited).toEqual([1, null]);
  expect(unreachable.output.text).toContain('ANNOUNCED_ADDRESS: is required');
});
