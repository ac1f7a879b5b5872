import { interventionId, personId, roomId, sittingId } from '@invigil/contract/ids';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { byTestId, type Drawn, draw, textOf } from '../components/testing.ts';
import { useProctoring } from '../stores/proctoring.ts';
import { provideRoom } from '../wall/testing.ts';
import ActionDialog from './ActionDialog.vue';
import { useDrafts } from './drafts.ts';
import { useLately } from './lately.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [room, zoe, colleague] = [roomId.parse(id(1)), sittingId.parse(id(2)), personId.parse(id(3))];
const sitting = aProctoredSitting({ sittingId: zoe });
const serverTime = new Date(0).toISOString();

// Vue's fields ask whether they have the focus before they are written to.
beforeEach(() => {
  vi.stubGlobal('Document', class {});
  vi.stubGlobal('ShadowRoot', class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that answers each request with the next of these, and keeps what it was asked. */
function serverThat(answers: object[]) {
  const asked: Record<string, unknown>[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    asked.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    return Response.json(answers[asked.length - 1]);
  });
  return asked;
}

const closed = vi.fn();

/** The dialog as the console shows it, in a room in which Zoé writes. */
function openDialog(action: 'warned' | 'terminated') {
  const page = draw(
    defineComponent({
      setup() {
        provideRoom(room);
        useProctoring().open({
          ...{ serverTime, rules: ordinaryRules, durationMinutes: 60, questionCount: 1 },
          ...{ team: [], sittings: [sitting] },
        });
        return () => h(ActionDialog, { action, target: { sittingId: zoe, name: 'Zoé' }, onClose: closed });
      },
    }),
    {},
  );
  return { page, submit: () => submit(page), text: () => textOf(page) };
}

function formIn(node: Drawn): Drawn | undefined {
  return node.tag === 'form' ? node : node.children.map(formIn).find((found) => found !== undefined);
}

async function submit(page: Drawn): Promise<void> {
  const onSubmit = formIn(page)?.props.onSubmit;
  if (typeof onSubmit !== 'function') throw new Error('there is no form to send');
  const send = onSubmit as (event: { preventDefault: () => void }) => Promise<void>;
  await send({ preventDefault: () => undefined });
  await nextTick();
}

const write = (action: 'warned' | 'terminated', reason: string) => {
  useDrafts().draftOf(action, zoe).reason = reason;
};

test('nothing is asked of the server without a reason, and what the candidate will read is shown with it', async () => {
  const asked = serverThat([]);
  const { submit: send, text } = openDialog('warned');
  await send();
  expect(asked).toEqual([]);
  expect(text()).toContain('Give a reason');
  write('warned', 'Please write in silence.');
  await nextTick();
  expect(text()).toContain('A warning from your proctor.');
  expect(text()).toContain('Reason: Please write in silence.');
});

test('what a colleague did meanwhile is named, loses no reason, and is overruled only by who has read it', async () => {
  const theirs = interventionId.parse(id(9));
  const last = { interventionId: theirs, kind: 'paused', byId: colleague, at: 1, undoneAt: null } as const;
  const mine = interventionId.parse(id(10));
  const asked = serverThat([
    {
      serverTime,
      done: [],
      refused: [{ sittingId: zoe, error: { code: 'actedMeanwhile', kind: 'paused', byName: 'Ada' } }],
    },
    {
      serverTime,
      done: [{ ...sitting, version: 3, lastIntervention: { ...last, interventionId: mine, kind: 'warned' } }],
      refused: [],
    },
  ]);
  const { page, submit: send, text } = openDialog('warned');
  write('warned', 'Please write in silence.');
  await send();
  expect(text()).toContain('Ada has just acted on this sitting.');
  expect(useDrafts().draftOf('warned', zoe).reason).toBe('Please write in silence.');
  useProctoring().apply({ ...sitting, version: 2, lastIntervention: last });
  const again = byTestId(page, 'act-anyway')?.props.onClick;
  if (typeof again !== 'function') throw new Error('there is no way on');
  await (again as () => Promise<void>)();
  expect(asked.map(({ sittings }) => sittings)).toEqual([
    [{ sittingId: zoe, seen: null }],
    [{ sittingId: zoe, seen: theirs }],
  ]);
  expect(asked[1]?.key).toBe(asked[0]?.key);
  expect(useLately().last).toEqual({ action: 'warned', names: ['Zoé'], interventionIds: [mine] });
  expect(useDrafts().draftOf('warned', zoe).reason).toBe('');
});

test('a sitting is ended only by a second confirmation that names its candidate', async () => {
  const asked = serverThat([{ serverTime, done: [{ ...sitting, version: 2, state: 'terminated' }], refused: [] }]);
  const { page, submit: send, text } = openDialog('terminated');
  write('terminated', 'The candidate asked for it.');
  await send();
  expect(asked).toEqual([]);
  expect(byTestId(page, 'second-step')).toBeDefined();
  expect(text()).toContain('End the sitting of Zoé');
  await send();
  expect(asked).toMatchObject([{ intervention: { kind: 'terminated' }, isConfirmed: true }]);
});
