import 'fake-indexeddb/auto';
import { limits } from '@invigil/contract/limits';
import { describe, expect, test, vi } from 'vitest';
import type { AnswerStore } from './answerStore.ts';
import { desk } from './testDesk.ts';
import { AnswerServer } from './testing.ts';

describe('when the server says no', () => {
  test('because another page writes, nothing more is sent until this one holds the writing again', async () => {
    const server = new AnswerServer();
    server.refusal = { code: 'openElsewhere' };
    const { saver, type, told, clock, kept } = await desk(server);
    type('held');
    expect(await saver.flush()).toBe(false);
    expect(told.openElsewhere).toBe(1);
    saver.reached();
    clock.pass(60_000);
    expect(server.saves).toHaveLength(1);
    expect(await kept()).toBe('held');
    server.refusal = undefined;
    saver.retry();
    clock.pass(0);
    await vi.waitFor(() => expect(server.text).toBe('held'));
  });

  test('because another page wrote, in an answer that comes after this one has taken the writing, it is asked again', async () => {
    const server = new AnswerServer();
    const { saver, type, told, clock } = await desk(server);
    server.refusal = { code: 'openElsewhere' };
    server.comes = () => {
      server.comes = () => {
        server.refusal = undefined;
      };
      saver.retry();
    };
    type('mine');
    clock.pass(limits.autosaveMs);
    await vi.waitFor(() => {
      clock.pass(0);
      expect(server.text).toBe('mine');
    });
    expect(told.openElsewhere).toBe(0);
    await vi.waitFor(() => expect(told.view).toMatchObject({ isSaved: true }));
  });

  test('for good, it is not asked again, and the text stays on the device', async () => {
    const server = new AnswerServer();
    server.refusal = { code: 'sittingOver' };
    const { saver, type, told, clock, kept } = await desk(server);
    type('too late');
    expect(await saver.flush()).toBe(false);
    expect(told.view?.fault).toEqual({ code: 'sittingOver' });
    saver.reached();
    clock.pass(60_000);
    expect(server.saves).toHaveLength(1);
    expect(await kept()).toBe('too late');
  });

  test('a device that is full still sends, and says that it keeps nothing', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const server = new AnswerServer();
    const full: AnswerStore = {
      isLasting: true,
      all: async () => [],
      one: async () => undefined,
      put: async () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      leave: () => undefined,
      close: () => undefined,
    };
    const { saver, type, told } = await desk(server, full);
    type('sent all the same');
    expect(await saver.flush()).toBe(true);
    expect(server.text).toBe('sent all the same');
    expect(told.isLasting).toBe(false);
    warned.mockRestore();
  });
});
