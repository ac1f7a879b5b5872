import { type ErrorCode, errorCodes } from '@invigil/contract/errors';
import { closeReasons } from '@invigil/contract/frames';
import { limits } from '@invigil/contract/limits';
import { type SignalName, signals } from '@invigil/contract/signals';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  newStreamId,
  newTransportId,
  newWatchId,
  someCapabilities,
  someDtls,
  someStream,
  someVoiceRtp,
} from './testing/media.ts';
import { Page } from './testing/page.ts';
import { newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

const wellFormed: Record<SignalName, unknown> = {
  start: { transportId: newTransportId(), dtlsParameters: someDtls, streams: [someStream('webcam')] },
  publish: { transportId: newTransportId(), stream: someStream('screen') },
  tellLadder: { step: 'tileOnly' },
  tellBlocked: { source: 'screen', blocked: true },
  unpublish: { streamId: newStreamId() },
  restartIce: { transportId: newTransportId() },
  attend: { sittingId: newSittingId() },
  openVoice: { sittingId: newSittingId() },
  startVoice: { transportId: newTransportId(), dtlsParameters: someDtls, rtpParameters: someVoiceRtp },
  speak: { transportId: newTransportId(), speaks: true },
  closeVoice: { transportId: newTransportId() },
  watch: { rtpCapabilities: someCapabilities, streams: [{ streamId: newStreamId(), step: 'tile' }] },
  connectReceiver: { transportId: newTransportId(), dtlsParameters: someDtls },
  resumeWatch: { watchIds: [newWatchId()] },
  pauseWatch: { watchIds: [newWatchId()] },
  setStep: { watchIds: [newWatchId()], step: 'focus' },
  unwatch: { watchIds: [newWatchId()] },
};
const names = Object.keys(signals) as SignalName[];

describe('each role asks only for what is its own', () => {
  test.each(names.filter((name) => !signals[name].may.some((role) => role === 'candidate')))(
    'a candidate that asks to %s is forbidden',
    async (name) => {
      const { page } = await stage.candidate();
      expect(await page.ask(name, wellFormed[name])).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      page.drop();
    },
  );

  test.each(names.filter((name) => !signals[name].may.some((role) => role === 'proctor')))(
    'a proctor that asks to %s is forbidden',
    async (name) => {
      const { page } = await stage.proctor();
      expect(await page.ask(name, wellFormed[name])).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      page.drop();
    },
  );
});

describe('a frame', () => {
  test('of an unknown name is answered unknownSignal, also for names every object has', async () => {
    const { page } = await stage.candidate();
    for (const name of ['dance', 'toString', '__proto__', 'constructor', '']) {
      expect(await page.ask(name, {})).toMatchObject({ ok: false, error: { code: 'unknownSignal' } });
    }
    page.drop();
  });

  test.each(names)('%s with wrong data is answered invalid, naming what is wrong', async (name) => {
    const { page } = signals[name].may.some((role) => role === 'candidate')
      ? await stage.candidate()
      : await stage.proctor();
    const strange = { ...(wellFormed[name] as object), extra: true };
    for (const data of [null, [], 'x', 7, {}, strange]) {
      const reply = await page.ask(name, data);
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } });
    }
    page.drop();
  });

  test('ASVS 17.3.2 without readable form is answered malformedFrame without an id; after too many the presence is over', async () => {
    const { page, welcome } = await stage.candidate();
    const malformed = ['', '{', 'null', '[]', '"x"', '{"id":0,"name":"start","data":{}}', '{"id":1}', '\u0000'];
    for (const text of malformed) page.send(text);
    await expect.poll(() => page.frames.filter((frame) => frame.type === 'reply').length).toBe(malformed.length);
    for (const frame of page.frames.slice(1)) {
      expect(frame).toMatchObject({ type: 'reply', id: null, ok: false, error: { code: 'malformedFrame' } });
    }
    page.socket.send(Buffer.from('{"id":1,"name":"restartIce","data":{}}'));
    for (let i = malformed.length; i <= limits.malformedFramesBeforeClose; i += 1) page.send('{');
    expect(await page.closed).toEqual({ code: closeReasons.malformed.code, reason: 'malformed' });
    const again = await Page.resume(stage.url, welcome.resumeToken, 0);
    expect((await again.closed).code).toBe(closeReasons.malformed.code);
  });

  test('of the greatest size is read; a larger one is answered bodyTooLarge; a huge one closes the socket', async () => {
    const { page } = await stage.candidate();
    const frame = (bytes: number) => {
      const empty = JSON.stringify({ id: 1, name: 'dance', data: '' });
      return JSON.stringify({ id: 1, name: 'dance', data: 'x'.repeat(bytes - empty.length) });
    };
    page.send(frame(limits.frameBytes));
    await page.heard('reply', (reply) => !reply.ok && reply.id === 1 && reply.error.code === 'unknownSignal');
    page.send(frame(limits.frameBytes + 1));
    await page.heard('reply', (reply) => !reply.ok && reply.id === null && reply.error.code === 'bodyTooLarge');
    page.send(frame(limits.frameBytes * 5));
    await page.closed;
  });

  test('with the id of one that was answered long ago is not carried out again', async () => {
    const { page } = await stage.candidate();
    for (let id = 1; id <= limits.requestsInFlight + 1; id += 1) {
      await page.ask('restartIce', { transportId: newTransportId() }, id);
    }
    page.frames.length = 0;
    expect(await page.ask('restartIce', { transportId: newTransportId() }, 1)).toMatchObject({
      error: { code: 'malformedFrame' },
    });
    page.drop();
  });
});

describe('a flood', () => {
  test('ASVS 17.3.1 of 10,000 frames at once is refused with a code, then closed with one, and others go on meanwhile', async () => {
    const neighbour = await stage.candidate();
    const { page, welcome } = await stage.candidate();
    const asked = stage.media.calls.length;
    const flood = '{"id":%,"name":"restartIce","data":{}}';
    for (let id = 1; id <= 10_000; id += 1) page.send(flood.replace('%', String(id)));

    const began = performance.now();
    for (let i = 0; i < 20; i += 1) {
      const { transportId } = neighbour.here.sendTransport;
      expect(await neighbour.page.ask('restartIce', { transportId })).toMatchObject({ ok: true });
    }
    expect(performance.now() - began).toBeLessThan(5_000);

    expect(await page.closed).toEqual({ code: closeReasons.tooManyFrames.code, reason: 'tooManyFrames' });
    const replies = page.frames.filter((frame) => frame.type === 'reply');
    const refused = replies.filter((reply) => !reply.ok && reply.error.code === 'tooManyRequests');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(limits.refusedFramesBeforeClose + 10);
    expect(refused.every(({ id }) => id !== null)).toBe(true);
    expect(stage.media.calls.length - asked).toBeLessThanOrEqual(20);
    // Its presence may resume, and the bucket is the presence's: a new socket is no new burst.
    const again = await Page.resume(stage.url, welcome.resumeToken, 0);
    await again.heard('resumed');
    again.drop();
    neighbour.page.drop();
  });
});

describe('whatever is sent', () => {
  const mutated = fc.constantFrom(...names).chain((name) => {
    const text = JSON.stringify({ id: 1, name, data: wellFormed[name] });
    return fc
      .array(fc.record({ at: fc.nat({ max: text.length - 1 }), by: fc.string({ minLength: 0, maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((edits) => edits.reduce((whole, { at, by }) => whole.slice(0, at) + by + whole.slice(at + 1), text));
  });
  const requests = fc
    .record({ id: fc.oneof(fc.integer(), fc.constant(1)), name: fc.constantFrom(...names), data: fc.jsonValue() })
    .map((frame) => JSON.stringify(frame));
  const frames = fc.oneof(mutated, requests, fc.json(), fc.string());

  test.each(['candidate', 'proctor'] as const)(
    'ASVS 17.3.2 a %s gets a coded error or a closed socket, and the process and everybody else go on',
    async (role) => {
      const neighbour = await stage.candidate();
      let page: Page | undefined;
      await fc.assert(
        fc.asyncProperty(frames, async (text) => {
          if (page?.socket.readyState !== page?.socket.OPEN || !page) page = (await stage[role]()).page;
          const before = page.frames.length;
          page.send(text);
          const current = page;
          await Promise.race([
            expect.poll(() => current.frames.length, { interval: 1 }).toBeGreaterThan(before),
            page.closed,
          ]);
          for (const frame of current.frames.slice(before)) {
            if (frame.type !== 'reply' || frame.ok) continue;
            expect(errorCodes).toContain<ErrorCode>(frame.error.code);
            expect(frame.error.code).not.toBe('internal');
          }
          // A fresh socket each time: ids that were answered would be answered from memory.
          current.drop();
          await current.closed;
        }),
        { numRuns: 150 },
      );
      const { transportId } = neighbour.here.sendTransport;
      expect(await neighbour.page.ask('restartIce', { transportId })).toMatchObject({ ok: true });
      neighbour.page.drop();
    },
  );
});
