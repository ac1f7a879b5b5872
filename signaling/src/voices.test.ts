import type { TransportId, WatchId } from '@invigil/contract/ids';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { TransportOptions } from '@invigil/contract/transports';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId, newTransportId, newWatchId, someDtls, someTransport, someVoiceRtp } from './testing/media.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

const poll = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 10 });

/** A candidate and a proctor of one room who has opened a voice for them. */
async function speaking() {
  const room = newRoomId();
  const candidate = await stage.candidate({ room });
  const proctor = await stage.proctor({ rooms: [room] });
  const { sittingId } = candidate.here;
  const { transport } = await proctor.page.get<'openVoice', { transport: TransportOptions }>('openVoice', {
    sittingId,
  });
  const { transportId } = transport;
  return { room, candidate, proctor, sittingId, transportId };
}

/** What a media node opens for the candidate to hear. */
function heardVoice(): { transport: TransportOptions; watch: OpenedWatch } {
  const transport = someTransport();
  const { transportId } = transport;
  const ids = { watchId: newWatchId(), streamId: newStreamId(), transportId };
  return { transport, watch: { ...ids, kind: 'audio', rtpParameters: someVoiceRtp } };
}

test('a proctor speaks to a candidate of their room: the media node is asked, and colleagues are told', async () => {
  const { room, proctor, sittingId, transportId } = await speaking();
  const colleague = await stage.proctor({ rooms: [room] });
  const { page } = proctor;
  await page.get('attend', { sittingId });
  await page.get('startVoice', { transportId, dtlsParameters: someDtls, rtpParameters: someVoiceRtp });
  await page.get('speak', { transportId, speaks: true });
  const told = await colleague.page.heard(
    'note',
    ({ name, data }) => name === 'proctorPresence' && (data as { speaks: boolean }).speaks,
  );
  expect(told.data).toMatchObject({ presenceId: proctor.welcome.presenceId, attends: sittingId });
  await page.get('speak', { transportId, speaks: false });
  await page.get('closeVoice', { transportId });
  expect(stage.media.asked('openVoice')).toContainEqual({
    presenceId: proctor.welcome.presenceId,
    signalingNodeId: 'signaling',
    sittingId,
  });
  expect(stage.media.asked('speak').filter((call) => call.transportId === transportId)).toEqual([
    { transportId, speaks: true },
    { transportId, speaks: false },
  ]);
  expect(await page.ask('speak', { transportId, speaks: true })).toMatchObject({
    ok: false,
    error: { code: 'transportNotFound' },
  });
  page.drop();
  colleague.page.drop();
});

test('nobody speaks to a candidate of another room, nor over what is not their own', async () => {
  const { transportId } = await speaking();
  const stranger = await stage.proctor({ rooms: [newRoomId()] });
  const { here } = await stage.candidate({ room: newRoomId() });
  for (const sittingId of [here.sittingId, newSittingId()]) {
    const asked = await stranger.page.ask('openVoice', { sittingId });
    expect(asked).toMatchObject({ ok: false, error: { code: 'notFound' } });
  }
  const notFound = { ok: false, error: { code: 'transportNotFound' } };
  const start = { transportId, dtlsParameters: someDtls, rtpParameters: someVoiceRtp };
  expect(await stranger.page.ask('startVoice', start)).toMatchObject(notFound);
  expect(await stranger.page.ask('speak', { transportId, speaks: true })).toMatchObject(notFound);
  expect(await stranger.page.ask('closeVoice', { transportId })).toMatchObject(notFound);
  stranger.page.drop();
});

test('a proctor who opens another voice has closed the first', async () => {
  const { room, proctor, transportId } = await speaking();
  const other = await stage.candidate({ room });
  await proctor.page.heard('note', ({ data }) => (data as { sittingId?: string }).sittingId === other.here.sittingId);
  await proctor.page.get('openVoice', { sittingId: other.here.sittingId });
  expect(stage.media.asked('closeVoice')).toContainEqual({ transportId });
  proctor.page.drop();
});

test('the candidate’s page hears what was opened for it, and may touch nothing else', async () => {
  const { candidate } = await speaking();
  const { page, welcome } = candidate;
  const { presenceId } = welcome;
  const voice = heardVoice();
  const { watchId } = voice.watch;
  const { transportId } = voice.transport;
  const connect = (id: TransportId) => page.ask('connectReceiver', { transportId: id, dtlsParameters: someDtls });
  const resume = (id: WatchId) => page.ask('resumeWatch', { watchIds: [id] });
  expect(await connect(transportId)).toMatchObject({ ok: false, error: { code: 'transportNotFound' } });
  await stage.media.tell({ event: 'voiceOpened', mediaNodeId: stage.media.nodeId, presenceId, ...voice });
  expect((await page.heard('note', ({ name }) => name === 'voiceOpened')).data).toEqual(voice);
  // The scripted media node knows only what it opened itself; that it was asked is what matters here.
  await connect(transportId);
  expect(stage.media.asked('connectReceiver').map((call) => call.transportId)).toContain(transportId);
  expect(await resume(watchId)).toMatchObject({ ok: true });
  expect(await connect(candidate.here.sendTransport.transportId)).toMatchObject({
    error: { code: 'transportNotFound' },
  });
  expect(await connect(newTransportId())).toMatchObject({ error: { code: 'transportNotFound' } });
  expect(await resume(newWatchId())).toMatchObject({ error: { code: 'watchNotFound' } });
  await stage.media.tell({ event: 'voiceChanged', presenceId, watchId, speaks: true });
  expect((await page.heard('note', ({ name }) => name === 'voiceChanged')).data).toEqual({ watchId, speaks: true });
  await stage.media.tell({ event: 'voiceClosed', presenceId, watchId });
  await page.heard('note', ({ name }) => name === 'voiceClosed');
  expect(await resume(watchId)).toMatchObject({ error: { code: 'watchNotFound' } });
  page.drop();
});

test('a voice that is lost with its worker is told to both, and the next one opens', async () => {
  const { candidate, proctor, sittingId, transportId } = await speaking();
  const voice = heardVoice();
  await stage.media.tell({
    event: 'voiceOpened',
    mediaNodeId: stage.media.nodeId,
    presenceId: candidate.welcome.presenceId,
    ...voice,
  });
  await candidate.page.heard('note', ({ name }) => name === 'voiceOpened');
  await stage.media.tell({ event: 'speakerLost', presenceId: proctor.welcome.presenceId, transportId });
  const closed = await proctor.page.heard('note', ({ name }) => name === 'speakerClosed');
  expect(closed.data).toEqual({ transportId });
  const { sendTransport } = candidate.here;
  await stage.media.tell({
    event: 'publisherLost',
    presenceId: candidate.welcome.presenceId,
    transportId: sendTransport.transportId,
    streamIds: [],
  });
  const gone = await candidate.page.heard('note', ({ name }) => name === 'voiceClosed');
  expect(gone.data).toEqual({ watchId: voice.watch.watchId });
  await candidate.page.heard('note', ({ name }) => name === 'republish');
  await proctor.page.get('openVoice', { sittingId });
  candidate.page.drop();
  proctor.page.drop();
});

test('a voice that its media node does not know any more is told as closed', async () => {
  const { proctor, transportId } = await speaking();
  await stage.media.killWorker(stage.media.worker, 'nobody');
  expect(await proctor.page.ask('speak', { transportId, speaks: true })).toMatchObject({ ok: false });
  const closed = await proctor.page.heard('note', ({ name }) => name === 'speakerClosed');
  expect(closed.data).toEqual({ transportId });
  proctor.page.drop();
});

test('a proctor whose socket drops while they speak is silenced, and one who leaves is closed', async () => {
  const { proctor, transportId } = await speaking();
  const { page, welcome } = proctor;
  await page.get('speak', { transportId, speaks: true });
  page.drop();
  await poll(() => stage.media.asked('speak').filter((call) => call.transportId === transportId)).toEqual([
    { transportId, speaks: true },
    { transportId, speaks: false },
  ]);
  const other = await speaking();
  other.proctor.page.socket.close(1000);
  await poll(() => stage.media.asked('closePresence').map((call) => call.presenceId)).toContain(
    other.proctor.welcome.presenceId,
  );
  expect(welcome.presenceId).not.toBe(other.proctor.welcome.presenceId);
});
