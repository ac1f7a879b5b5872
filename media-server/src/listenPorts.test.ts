import { expect, test } from 'vitest';
import { ListenPorts } from './listenPorts.ts';

test('each worker has a port of its own, counted up from the base', () => {
  const ports = new ListenPorts(44_400, 3);
  expect([ports.take(), ports.take(), ports.take()]).toEqual([44_400, 44_401, 44_402]);
  expect(() => ports.take()).toThrow('no listen port is left');
});

test('a port that came back is the last to be taken again', () => {
  const ports = new ListenPorts(44_400, 3);
  const [first] = [ports.take(), ports.take()];
  ports.giveBack(first);
  expect([ports.take(), ports.take()]).toEqual([44_402, 44_400]);
});

test('with base 0 the system chooses, however many workers come and go', () => {
  const ports = new ListenPorts(0, 1);
  expect([ports.take(), ports.take(), ports.take()]).toEqual([0, 0, 0]);
});
