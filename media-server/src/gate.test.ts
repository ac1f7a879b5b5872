import type { MediaCallHandlers } from '@invigil/contract/mediaControl';
import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** Every handler answers with nothing. */
const handlers = new Proxy({} as MediaCallHandlers, {
  ownKeys: () => ['alive', 'capabilities', 'placeSitting'],
  getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  get: () => async () => ({}),
});
const presence = {} as never;

test('a node that drains refuses sittings and answers everything else', async () => {
  const gate = new Gate();
  const { capabilities, placeSitting } = gate.guard(handlers);
  await placeSitting(presence);
  gate.draining = true;
  await expect(placeSitting(presence)).rejects.toThrow('unavailable');
  await capabilities({});
});

test('a fenced node answers nothing but that it lives until its lease is renewed, by a renewal that began afterwards', async () => {
  const gate = new Gate();
  const { alive, capabilities } = gate.guard(handlers);
  const early = gate.mark;
  gate.fence();
  gate.renewed(early);
  await expect(capabilities({})).rejects.toThrow('unavailable');
  await alive({});
  gate.renewed(gate.mark);
  await capabilities({});
});
