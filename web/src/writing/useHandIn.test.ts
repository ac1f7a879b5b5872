import { pageId, sittingId } from '@invigil/contract/ids';
import { afterEach, expect, test, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useHandIn } from './useHandIn.ts';

const id = '0193e6a0-0000-7000-8000-000000000001';
afterEach(() => vi.unstubAllGlobals());

/** A page with files on their way, before a server that counts the copies that are handed in. */
function page(files: number) {
  const filesOnTheirWay = ref(files);
  const asked: string[] = [];
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json({ code: 'sittingOver' }, { status: 409 });
  });
  const scope = effectScope();
  const handing = scope.run(() =>
    useHandIn({
      ...{ sittingId: sittingId.parse(id), pageId: pageId.parse(id), filesOnTheirWay },
      ...{ hear: () => undefined, submitted: () => undefined, openElsewhere: () => undefined },
      answers: { flush: async () => true, fault: () => undefined, revisions: () => [] },
    }),
  );
  if (handing === undefined) throw new Error('the page is gone');
  return { handing, filesOnTheirWay, asked, leave: () => scope.stop() };
}

test('a copy is handed in when the last of its files has arrived', async () => {
  const { handing, filesOnTheirWay, asked, leave } = page(2);
  const done = handing.handIn();
  await nextTick();
  expect([handing.waitsForFiles.value, handing.busy.value, asked]).toEqual([true, true, []]);
  filesOnTheirWay.value = 1;
  await nextTick();
  expect(asked).toEqual([]);
  filesOnTheirWay.value = 0;
  await done;
  expect(asked).toEqual([expect.stringMatching(/submit/)]);
  expect(handing.waitsForFiles.value).toBe(false);
  leave();
});

test('who does not want to wait for a file goes back, and nothing is handed in', async () => {
  const { handing, filesOnTheirWay, asked, leave } = page(1);
  const done = handing.handIn();
  await nextTick();
  handing.goBack();
  await done;
  filesOnTheirWay.value = 0;
  await nextTick();
  expect([handing.busy.value, asked]).toEqual([false, []]);
  leave();
});

test('a page that is left while it waits hands nothing in', async () => {
  const { handing, asked, leave } = page(1);
  const done = handing.handIn();
  await nextTick();
  leave();
  await done;
  expect(asked).toEqual([]);
});
