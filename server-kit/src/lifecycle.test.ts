import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { Lifecycle, StoppedWhileStarting } from './lifecycle.ts';
import { openTestLog } from './testing/testLog.ts';

function given({ longestCloseMs }: { longestCloseMs?: number } = {}) {
  const log = openTestLog();
  onTestFinished(() => log.close());
  const happened: string[] = [];
  const lifecycle = new Lifecycle({ log: log.log, longestCloseMs });
  const part = (name: string, close = async () => {}) =>
    lifecycle.open(name, async () => {
      happened.push(`open ${name}`);
      return {
        close: async () => {
          happened.push(`close ${name}`);
          await close();
        },
      };
    });
  return { log, happened, lifecycle, part };
}

test('what drains does so before anything closes, and one that fails stops nothing', async () => {
  const { happened, lifecycle, part } = given();
  await part('a');
  lifecycle.drains('broken', () => Promise.reject(new Error('cannot')));
  lifecycle.drains('a', async () => void happened.push('drained a'));
  await lifecycle.drain();
  expect(await lifecycle.close()).toBe(true);
  expect(happened).toEqual(['open a', 'drained a', 'close a']);
});

test('parts are closed in reverse, once', async () => {
  const { happened, lifecycle, part } = given();
  await part('database');
  await part('api');
  expect(await Promise.all([lifecycle.close(), lifecycle.close()])).toEqual([true, true]);
  expect(happened).toEqual(['open database', 'open api', 'close api', 'close database']);
});

test('a part that fails or hangs while closing is logged and the others go on', async () => {
  const { happened, lifecycle, part, log } = given({ longestCloseMs: 30 });
  await part('database');
  await part('hangs', () => new Promise(() => {}));
  await part('fails', async () => {
    throw new Error('no');
  });
  expect(await lifecycle.close()).toBe(false);
  expect(happened.slice(3)).toEqual(['close fails', 'close hangs', 'close database']);
  const told = log.lines().filter(({ msg }) => msg === 'could not close in order');
  expect(told.map(({ part: name }) => name)).toEqual(['fails', 'hangs']);
});

test('a stop while a part is being opened closes that part too and opens no other', async () => {
  const { happened, lifecycle, part } = given();
  await part('database');
  const slow = Promise.withResolvers<void>();
  const opening = lifecycle.open('slow', async () => {
    await slow.promise;
    return { close: async () => void happened.push('close slow') };
  });
  const closing = lifecycle.close();
  slow.resolve();
  await expect(opening).rejects.toThrow(StoppedWhileStarting);
  await closing;
  await expect(part('late')).rejects.toThrow(StoppedWhileStarting);
  expect(happened).toEqual(['open database', 'close slow', 'close database']);
});

test('signals at the same moment are one orderly stop; a later one ends the process with code 1', async () => {
  const program = `
    import { hearStop } from ${JSON.stringify(new URL('./lifecycle.ts', import.meta.url).href)};
    setInterval(() => {}, 1000);
    const stop = hearStop();
    process.stdout.write('up\\n');
    await stop.asked;
    process.stdout.write('stopping\\n');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(String((await once(child.stdout, 'data'))[0])).toBe('stopping\n');
  const impatience = setInterval(() => child.kill('SIGINT'), 50);
  expect(await exited).toEqual([1, null]);
  clearInterval(impatience);
});
