import { expect, test } from 'vitest';
import { downloadSpeed } from './downloadSpeed.ts';

/** A line of so many kilobits a second, and what it was asked for. */
function lineOf(kbps: number) {
  let clock = 0;
  const asked: number[] = [];
  return {
    asked,
    now: () => clock,
    fetchBytes: async (bytes: number) => {
      asked.push(bytes);
      clock += (bytes * 8) / kbps;
      return bytes;
    },
  };
}
const open = new AbortController().signal;

test('a slow line is measured with little', async () => {
  const line = lineOf(500);
  expect(await downloadSpeed({ ...line, signal: open })).toBe(500);
  expect(line.asked).toEqual([65_536]);
});

test('a fast line gets more, and is measured by the most', async () => {
  const line = lineOf(50_000);
  expect(await downloadSpeed({ ...line, signal: open })).toBe(50_000);
  expect(line.asked).toEqual([65_536, 524_288, 2_097_152]);
});

test('out of time, the last figure counts; a refusal in time is thrown', async () => {
  const gone = new AbortController();
  const line = lineOf(10_000);
  const cut = (bytes: number) => {
    if (line.asked.length === 0) return line.fetchBytes(bytes);
    gone.abort();
    return Promise.reject(new TypeError('aborted'));
  };
  expect(await downloadSpeed({ fetchBytes: cut, now: line.now, signal: gone.signal })).toBe(10_000);
  const refused = () => Promise.reject(new TypeError('refused'));
  await expect(downloadSpeed({ fetchBytes: refused, now: () => 0, signal: open })).rejects.toThrow('refused');
});
