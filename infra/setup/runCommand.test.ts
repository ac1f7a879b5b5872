import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';

const module = new URL('./runCommand.mjs', import.meta.url).href;

/** A process of its own that runs the given JavaScript as its command, without a terminal. */
function running(script: string): ChildProcessByStdio<null, Readable, Readable> {
  const command = JSON.stringify([process.execPath, '-e', script]);
  const program = `process.exitCode = await (await import('${module}')).runCommand(${command}, process.env)`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
}

test('the exit code of the command is passed on', async () => {
  expect(await once(running('process.exit(7)'), 'close')).toEqual([7, null]);
});

test('a command that a signal ended gives 128 and the number of the signal', async () => {
  expect(await once(running('process.kill(process.pid, "SIGKILL")'), 'close')).toEqual([137, null]);
});

test('a signal that comes twice at once reaches the command once, and the command decides when to end', async () => {
  const child = running(`
    process.on('SIGTERM', () => process.stdout.write('term '));
    process.on('SIGINT', () => process.stdout.write('int', () => process.exit(3)));
    setInterval(() => {}, 1000);
    process.stdout.write('ready ');
  `);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output === 'ready ') {
      child.kill('SIGTERM');
      child.kill('SIGTERM');
    }
    if (output === 'ready term ') child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([3, null]);
  expect(output).toBe('ready term int');
});

test('a program that is not there is one clear line', async () => {
  const program = `await (await import('${module}')).runCommand(['no-such-program'], process.env)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(errors).toContain('SetupFailure: Cannot run no-such-program: spawn no-such-program ENOENT');
});
