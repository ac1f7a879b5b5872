import { sittingId } from '@invigil/contract/ids';
import { expect, test, vi } from 'vitest';
import { Attending } from './attending.ts';
import { signalingThat } from './testing.ts';

const [zoe, adam, eve] = [1, 2, 3].map((n) => sittingId.parse(`0193e6a0-0000-7000-8000-00000000000${n}`)) as [
  ReturnType<typeof sittingId.parse>,
  ReturnType<typeof sittingId.parse>,
  ReturnType<typeof sittingId.parse>,
];

function attendingWith(answer?: () => Promise<never>) {
  const signaling = signalingThat(answer === undefined ? {} : { attend: answer });
  const hiccup = vi.fn();
  const told = () => signaling.asked.map(({ data }) => (data as { sittingId: string | null }).sittingId);
  return { attending: new Attending({ call: signaling.call, hiccup }), told, hiccup };
}

test('who steps fast through candidates tells the first and the last', async () => {
  const { attending, told } = attendingWith();
  attending.show(zoe);
  attending.show(adam);
  attending.show(eve);
  await vi.waitFor(() => expect(told()).toEqual([zoe, eve]));
  attending.show(eve);
  attending.show(null);
  await vi.waitFor(() => expect(told()).toEqual([zoe, eve, null]));
});

test('a new presence is told again whom the page shows, and nothing when it shows nobody', async () => {
  const { attending, told } = attendingWith();
  attending.welcome();
  attending.show(zoe);
  await vi.waitFor(() => expect(told()).toEqual([zoe]));
  attending.welcome();
  await vi.waitFor(() => expect(told()).toEqual([zoe, zoe]));
});

test('what could not be told is not asked in a circle', async () => {
  const { attending, told, hiccup } = attendingWith(() => Promise.reject(new Error('away')));
  attending.show(zoe);
  await vi.waitFor(() => expect(hiccup).toHaveBeenCalledTimes(1));
  expect(told()).toEqual([zoe]);
});
