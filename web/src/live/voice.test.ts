import { AppError } from '@invigil/contract/errors';
import { sittingId } from '@invigil/contract/ids';
import { signals } from '@invigil/contract/signals';
import { expect, test, vi } from 'vitest';
import { aDevice, aTransportId, signalingThat, transportOptionsOf } from './testing.ts';
import { Voice } from './voice.ts';

const zoe = sittingId.parse('0193e6a0-0000-7000-8000-000000009001');

/** A microphone's track, as far as a voice needs one. */
class Microphone extends EventTarget {
  readonly id = 'microphone';
  readonly kind = 'audio';
  readyState = 'live';
  enabled = true;
}
const aMicrophone = () => new Microphone() as unknown as MediaStreamTrack;

async function aVoice(track = aMicrophone()) {
  const signaling = signalingThat({ openVoice: () => ({ transport: transportOptionsOf(1) }) });
  const hiccup = vi.fn();
  const parts = { call: signaling.call, device: await aDevice(), iceServers: [], sittingId: zoe, track, hiccup };
  return { voice: await Voice.open(parts), track, hiccup, ...signaling };
}

test('a voice is opened in two requests that the contract takes, and is silent until somebody speaks', async () => {
  const { asked, names, track } = await aVoice();
  expect(names()).toEqual(['openVoice', 'startVoice']);
  expect(asked[0]?.data).toEqual({ sittingId: zoe });
  expect(() => signals.startVoice.data.parse(asked[1]?.data)).not.toThrow();
  expect(track.enabled).toBe(false);
});

test('the microphone is on exactly while it is pressed, and each change is told once', async () => {
  const { voice, asked, track } = await aVoice();
  await voice.speak(true);
  expect(track.enabled).toBe(true);
  await voice.speak(true);
  await voice.speak(false);
  expect(track.enabled).toBe(false);
  const told = asked.filter(({ name }) => name === 'speak').map(({ data }) => data);
  expect(told).toEqual([
    { transportId: aTransportId(1), speaks: true },
    { transportId: aTransportId(1), speaks: false },
  ]);
});

test('hung up, signaling is told, unless it was what ended it', async () => {
  const mine = await aVoice();
  mine.voice.close();
  mine.voice.close();
  expect(mine.names().filter((name) => name === 'closeVoice')).toHaveLength(1);
  const theirs = await aVoice();
  theirs.voice.close(true);
  expect(theirs.names()).not.toContain('closeVoice');
  expect(theirs.track.enabled).toBe(false);
});

test('a candidate who is not live cannot be spoken to, and that is said', async () => {
  const { call } = signalingThat({
    openVoice: () => {
      throw new AppError({ code: 'notFound' });
    },
  });
  const parts = {
    call,
    device: await aDevice(),
    iceServers: [],
    sittingId: zoe,
    track: aMicrophone(),
    hiccup: vi.fn(),
  };
  await expect(Voice.open(parts)).rejects.toMatchObject({ body: { code: 'notFound' } });
});
