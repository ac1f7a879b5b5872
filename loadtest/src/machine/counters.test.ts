import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { busyTicks, cpuMs, cpuTicks, dropsOf, machineCpuMs, treeCpuMs } from './counters.ts';

test('the processor time of a process is user and system time, whatever its name holds', () => {
  const fields = ['S', ...Array.from({ length: 10 }, () => '0'), '12', '30', '0'];
  expect(cpuTicks(`42 (a name) 1 (odd)) ${fields.join(' ')}`)).toBe(42);
});

test('this process has used processor time, and the machine more than it', () => {
  expect(cpuMs(process.pid)).toBeGreaterThan(0);
  expect(machineCpuMs()).toBeGreaterThan(cpuMs(process.pid));
});

test('what a process started counts with it, also when it has ended', () => {
  const before = treeCpuMs(process.pid) - cpuMs(process.pid);
  execFileSync(process.execPath, ['-e', 'const until = Date.now() + 200; while (Date.now() < until);']);
  expect(treeCpuMs(process.pid) - cpuMs(process.pid)).toBeGreaterThan(before + 50);
});

test('the time of the machine leaves out idling and interrupts', () => {
  expect(busyTicks('cpu  10 2 5 1000 9 3 4 0 0 0\ncpu0 5 1 2 500 0 0 0 0 0 0\n')).toBe(17);
});

test('drops are summed over the sockets of one process only', () => {
  const row = (inode: number, drops: number) =>
    `  7: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 ${drops}`;
  const table = ['  sl  local_address ...', row(100, 5), row(101, 7), row(102, 1), ''].join('\n');
  expect(dropsOf(table, new Set(['100', '102']))).toBe(6);
});
