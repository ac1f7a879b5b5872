import 'fake-indexeddb/auto';
import { textContent } from '@invigil/contract/answerContent';
import { limits } from '@invigil/contract/limits';
import { describe, expect, test, vi } from 'vitest';
import { desk, sitting } from './testDesk.ts';
import { AnswerServer, asked } from './testing.ts';

describe('what is typed', () => {
  test('lies on the device at once and at the server 2 s later, in one save', async () => {
    const server = new AnswerServer();
    const { clock, type, kept, told } = await desk(server);
    for (const text of ['B', 'Bo', 'Bon']) type(text);
    await vi.waitFor(async () => expect(await kept()).toBe('Bon'));
    clock.pass(limits.autosaveMs - 1);
    expect(server.saves).toEqual([]);
    clock.pass(1);
    await vi.waitFor(() => expect(told.view).toMatchObject({ isSaved: true, isSending: false, revision: 1 }));
    expect(server.text).toBe('Bon');
    expect(server.saves).toHaveLength(1);
    expect(server.saves[0]?.typedAgoMs).toBe(limits.autosaveMs);
  });

  test('is sent when the page is hidden, without waiting', async () => {
    const server = new AnswerServer();
    const { saver, type } = await desk(server);
    type('quick');
    expect(await saver.flush()).toBe(true);
    expect(server.text).toBe('quick');
  });

  test('while the server is away stays on the device, and is tried again until it arrives', async () => {
    const server = new AnswerServer();
    server.refusal = { code: 'unavailable', retryAfterSeconds: 3 };
    const { clock, type, told, kept } = await desk(server);
    type('offline');
    clock.pass(limits.autosaveMs);
    await vi.waitFor(() => expect(told.view?.fault?.code).toBe('unavailable'));
    expect(await kept()).toBe('offline');
    server.refusal = undefined;
    clock.pass(3_000);
    await vi.waitFor(() => expect(told.view).toMatchObject({ isSaved: true, fault: undefined }));
    expect(server.text).toBe('offline');
  });

  test('goes at once when the server is reached again, however long the wait has grown', async () => {
    const server = new AnswerServer();
    server.refusal = { code: 'unavailable', retryAfterSeconds: 3 };
    const { saver, clock, type, told } = await desk(server);
    type('offline');
    clock.pass(limits.autosaveMs);
    for (let tries = 1; tries <= 6; tries += 1) {
      await vi.waitFor(() => expect([server.saves.length, told.view?.isSending]).toEqual([tries, false]));
      if (tries < 6) clock.pass(15_000);
    }
    server.refusal = undefined;
    saver.reached();
    clock.pass(0);
    await vi.waitFor(() => expect(told.view).toMatchObject({ isSaved: true, fault: undefined }));
    expect(server.text).toBe('offline');
  });

  test('and is on its way when the server is reached again goes once more at once if that try fails', async () => {
    const server = new AnswerServer();
    server.refusal = { code: 'unavailable', retryAfterSeconds: 3 };
    const { saver, clock, type, told } = await desk(server);
    type('offline');
    await saver.flush();
    server.comes = () => saver.reached();
    await saver.flush();
    expect(server.saves).toHaveLength(2);
    server.refusal = undefined;
    clock.pass(0);
    await vi.waitFor(() => expect(told.view).toMatchObject({ isSaved: true, fault: undefined }));
  });

  test('is there after a crash, and is sent then', async () => {
    const [server, name] = [new AnswerServer(), `desk-${crypto.randomUUID()}`];
    const before = await desk(server, name);
    before.type('before the crash');
    await vi.waitFor(async () => expect(await before.kept()).toBe('before the crash'));
    before.saver.close();
    const after = await desk(server, name);
    expect(after.shown()).toBe('before the crash');
    after.clock.pass(0);
    await vi.waitFor(() => expect(server.text).toBe('before the crash'));
    expect(after.told.merged).toBe(0);
  });

  test('and was saved by a page that died before it heard so is no conflict with itself', async () => {
    const [server, name] = [new AnswerServer(), `desk-${crypto.randomUUID()}`];
    const before = await desk(server, name);
    server.loseAnswers = true;
    before.type('one');
    await before.saver.flush();
    before.type('one two');
    await vi.waitFor(async () => expect(await before.kept()).toBe('one two'));
    before.saver.close();
    expect(server.text).toBe('one');

    server.loseAnswers = false;
    const after = await desk(server, name);
    expect(after.shown()).toBe('one two');
    expect(await after.saver.flush()).toBe(true);
    expect(server.text).toBe('one two');
    expect(after.told.merged).toBe(0);
  });

  test('that was lost on the way twice is still no conflict', async () => {
    const server = new AnswerServer();
    const { saver, type, told } = await desk(server);
    server.loseAnswers = true;
    type('a');
    await saver.flush();
    type('a b');
    await saver.flush();
    server.loseAnswers = false;
    expect(await saver.flush()).toBe(true);
    expect(server.text).toBe('a b');
    expect(told.merged).toBe(0);
  });

  test('goes with the page when it leaves', async () => {
    const server = new AnswerServer();
    const { saver, type } = await desk(server);
    type('bye');
    saver.leave();
    expect(server.text).toBe('bye');
  });
});

describe('another version', () => {
  test('on the server is joined, told, and both are kept', async () => {
    const server = new AnswerServer();
    server.write(textContent('one\ntwo'));
    const { saver, type, told, shown } = await desk(server);
    type('one\ntwo, changed here');
    server.write(textContent('one, changed there\ntwo'));
    expect(await saver.flush()).toBe(true);
    expect(shown()).toBe('one, changed there\ntwo, changed here');
    expect(server.text).toBe(shown());
    expect(told).toMatchObject({ merged: 1, view: { doubledKeys: [] } });
  });

  test('of the same paragraph stands after ours and is pointed out', async () => {
    const server = new AnswerServer();
    server.write(textContent('one'));
    const { saver, type, told, shown } = await desk(server);
    type('ours');
    server.write(textContent('theirs'));
    expect(await saver.flush()).toBe(true);
    expect(shown()).toBe('ours\ntheirs');
    expect(told.view?.doubledKeys).toHaveLength(1);
    saver.settle(asked, []);
    expect(told.view?.doubledKeys).toEqual([]);
  });

  test('of a second tab is joined in the store, and no tab overwrites the other', async () => {
    const [server, name] = [new AnswerServer(), `desk-${crypto.randomUUID()}`];
    server.write(textContent('one\ntwo'));
    const [left, right] = [await desk(server, name), await desk(server, name)];
    await vi.waitFor(async () => expect(await right.kept()).toBe('one\ntwo'));
    left.type('one left\ntwo');
    await vi.waitFor(async () => expect(await left.kept()).toBe('one left\ntwo'));
    right.type('one\ntwo right');
    await vi.waitFor(async () => expect(await right.kept()).toBe('one left\ntwo right'));
    await left.saver.look(asked);
    expect(left.shown()).toBe('one left\ntwo right');
    expect(right.shown()).toBe('one left\ntwo right');
    expect(await left.saver.flush()).toBe(true);
    expect(await right.saver.flush()).toBe(true);
    expect(server.text).toBe('one left\ntwo right');
  });

  test('of two tabs that look at each other is written once, and not again by each look', async () => {
    const [server, name] = [new AnswerServer(), `desk-${crypto.randomUUID()}`];
    const [left, right] = [await desk(server, name), await desk(server, name)];
    left.type('one');
    await left.saver.flush();
    const version = async () => (await left.store.one(sitting, asked))?.version;
    const written = await version();
    for (const { saver } of [right, left, right, left]) await saver.look(asked);
    expect(right.shown()).toBe('one');
    expect(await version()).toBe(written);
  });

  test('that the server tells with a newer state is taken, and an older one is not', async () => {
    const server = new AnswerServer();
    const { saver, type, shown } = await desk(server);
    type('mine');
    await saver.flush();
    const old = [{ questionId: asked, revision: 1, content: textContent('old'), savedAt: '2026-11-23T08:00:00Z' }];
    saver.take(old);
    expect(shown()).toBe('mine');
    server.write(textContent('newer'));
    saver.take(server.answers);
    expect(shown()).toBe('newer');
  });
});
