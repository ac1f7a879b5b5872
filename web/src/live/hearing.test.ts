import type { WatchId } from '@invigil/contract/ids';
import type { NoteData } from '@invigil/contract/notes';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { expect, test } from 'vitest';
import { type HeardVoice, Hearing } from './hearing.ts';
import { aDevice, aStreamId, aWatchId, signalingThat, transportOptionsOf } from './testing.ts';
import { rtpParametersOf } from './wireParameters.ts';

const opus = () =>
  rtpParametersOf(fakeParameters.generateConsumerRemoteParameters({ codecMimeType: 'audio/opus' }).rtpParameters);

function aVoice(n: number): NoteData<'voiceOpened'> {
  const transport = transportOptionsOf(n);
  const { transportId } = transport;
  return {
    transport,
    watch: { watchId: aWatchId(n), streamId: aStreamId(n), transportId, kind: 'audio', rtpParameters: opus() },
  };
}

async function aPage() {
  const signaling = signalingThat({});
  const voices = new Map<WatchId, HeardVoice>();
  const faults: unknown[] = [];
  const hearing = new Hearing({
    call: signaling.call,
    voice: (watchId, voice) => (voice === undefined ? voices.delete(watchId) : voices.set(watchId, voice)),
    hiccup: (fault) => faults.push(fault),
  });
  hearing.moveTo(aDevice(), []);
  return { hearing, signaling, voices, faults };
}

test('a voice that is opened is connected, resumed and then heard; the proctor’s press is shown', async () => {
  const { hearing, signaling, voices, faults } = await aPage();
  await hearing.opened(aVoice(1));
  expect(faults).toEqual([]);
  expect(signaling.names()).toEqual(['connectReceiver', 'resumeWatch']);
  expect(voices.get(aWatchId(1))).toMatchObject({ speaks: false });
  hearing.changed({ watchId: aWatchId(1), speaks: true });
  expect(voices.get(aWatchId(1))?.speaks).toBe(true);
  hearing.closed({ watchId: aWatchId(1) });
  expect(voices.size).toBe(0);
});

test('a press while the voice is still being connected is not lost', async () => {
  const { hearing, voices } = await aPage();
  const opening = hearing.opened(aVoice(1));
  hearing.changed({ watchId: aWatchId(1), speaks: true });
  await opening;
  expect(voices.get(aWatchId(1))?.speaks).toBe(true);
});

test('a voice that is closed before it is connected is never heard', async () => {
  const { hearing, voices, faults } = await aPage();
  const opening = hearing.opened(aVoice(1));
  hearing.closed({ watchId: aWatchId(1) });
  await opening;
  expect(voices.size).toBe(0);
  expect(faults).toEqual([]);
});

test('a new presence leaves every voice of the older one', async () => {
  const { hearing, voices } = await aPage();
  await hearing.opened(aVoice(1));
  hearing.moveTo(aDevice(), []);
  expect(voices.size).toBe(0);
  await hearing.opened(aVoice(2));
  expect([...voices.keys()]).toEqual([aWatchId(2)]);
});
