import type { SittingId } from '@invigil/contract/ids';
import { expect, onTestFinished, test } from 'vitest';
import { type MediaNode, newSitting } from '../testkit/mediaNode.ts';
import { absentDtls, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { startNode } from '../testkit/startNode.ts';
import { opusOf, VoiceBot } from '../testkit/voiceBots.ts';
import { waitFor } from '../testkit/waitFor.ts';

async function bot(direction: 'SendOnly' | 'RecvOnly'): Promise<VoiceBot> {
  const made = await VoiceBot.create(direction);
  onTestFinished(() => made.close());
  return made;
}

/** A sitting that is placed, and publishes nothing yet. */
async function placed(node: MediaNode) {
  const [owner, sitting] = [node.owner(), newSitting()];
  const { sendTransport } = await node.place(owner, sitting);
  return { owner, sitting, sendTransport };
}

/** A proctor who says something all the time, into a voice that is silent until they speak. */
async function voiceFor(node: MediaNode, sittingId: SittingId, owner = node.owner()) {
  const known = new Set(node.events.map((event) => (event.event === 'voiceOpened' ? event.watch.watchId : undefined)));
  const { transport } = await node.call('openVoice', { ...owner, sittingId });
  const { transportId } = transport;
  const speaker = await bot('SendOnly');
  speaker.connect(transport);
  const ssrc = randomSsrc();
  const start = { transportId, dtlsParameters: speaker.dtlsParameters, rtpParameters: opusOf(ssrc) };
  await node.call('startVoice', start);
  await speaker.opened;
  speaker.say(ssrc);
  const opened = await node.event('voiceOpened', ({ watch }) => !known.has(watch.watchId));
  return { owner, transportId, start, opened };
}

/** The candidate's page, ready to hear. */
async function listen(node: MediaNode, { transport, watch }: Awaited<ReturnType<typeof voiceFor>>['opened']) {
  const listener = await bot('RecvOnly');
  listener.connect(transport);
  const { transportId } = transport;
  await node.call('connectReceiver', { transportId, dtlsParameters: listener.dtlsParameters });
  await listener.opened;
  await node.call('resumeWatch', { watchIds: [watch.watchId] });
  return listener;
}

const nothingOpen = (node: MediaNode) =>
  waitFor('everything to be closed', () => node.server.workers().every(({ transports }) => transports === 0));

test('a proctor is heard while they press, and only then', async () => {
  const node = await startNode();
  const { owner, sitting } = await placed(node);
  const voice = await voiceFor(node, sitting);
  expect(voice.opened).toMatchObject({ presenceId: owner.presenceId, watch: { kind: 'audio' } });
  const listener = await listen(node, voice.opened);
  const { transportId } = voice;
  const { watchId } = voice.opened.watch;
  await node.call('speak', { transportId, speaks: true });
  await node.event('voiceChanged', (event) => event.watchId === watchId && event.speaks);
  await waitFor('the voice', () => listener.heard > 20);
  await node.call('speak', { transportId, speaks: false });
  await node.event('voiceChanged', (event) => event.watchId === watchId && !event.speaks);
  const before = listener.heard;
  const other = await voiceFor(node, sitting);
  const second = await listen(node, other.opened);
  await node.call('speak', { transportId: other.transportId, speaks: true });
  await waitFor('the other proctor to be heard', () => second.heard > 20);
  // What was on its way when the pause was answered may still have come.
  expect(listener.heard - before).toBeLessThan(5);
});

test('a voice that was never pressed is silent, and so is one whose candidate does not listen yet', async () => {
  const node = await startNode();
  const { sitting } = await placed(node);
  const [silent, spoken] = [await voiceFor(node, sitting), await voiceFor(node, sitting)];
  const [first, second] = [await listen(node, silent.opened), await listen(node, spoken.opened)];
  await node.call('speak', { transportId: spoken.transportId, speaks: true });
  await waitFor('the one who speaks', () => second.heard > 20);
  expect(first.heard).toBe(0);
});

test('starting again, even at the same time, opens nothing more', async () => {
  const node = await startNode();
  const { sitting } = await placed(node);
  const { start } = await voiceFor(node, sitting);
  const open = node.server.workers()[0]?.transports;
  await Promise.all([node.call('startVoice', start), node.call('startVoice', start)]);
  expect(node.server.workers()[0]?.transports).toBe(open);
  expect(node.events.filter(({ event }) => event === 'voiceOpened')).toHaveLength(1);
});

test('a voice is opus, one stream of it; what is refused may be tried again', async () => {
  const node = await startNode();
  const { sitting } = await placed(node);
  const { transport } = await node.call('openVoice', { ...node.owner(), sittingId: sitting });
  const { transportId } = transport;
  const dtlsParameters = await absentDtls();
  const { rtpParameters: video } = videoTrack('webcam', randomSsrc());
  const two = { ...opusOf(1), encodings: [{ ssrc: 1 }, { ssrc: 2 }] };
  for (const rtpParameters of [video, two]) {
    await expect(node.call('startVoice', { transportId, dtlsParameters, rtpParameters })).rejects.toThrow(
      'mediaRefused',
    );
  }
  await expect(node.call('speak', { transportId, speaks: true })).rejects.toThrow('transportNotFound');
  await node.call('startVoice', { transportId, dtlsParameters, rtpParameters: opusOf(randomSsrc()) });
  await node.event('voiceOpened');
});

test('nobody speaks to a sitting that is not placed here', async () => {
  const node = await startNode();
  const asked = node.call('openVoice', { ...node.owner(), sittingId: newSitting() });
  await expect(asked).rejects.toThrow('notFound');
});

test('a proctor has one voice: another closes the first, which its candidate is told', async () => {
  const node = await startNode();
  const [one, other] = [await placed(node), await placed(node)];
  const first = await voiceFor(node, one.sitting);
  await node.call('openVoice', { ...first.owner, sittingId: other.sitting });
  const closed = await node.event('voiceClosed');
  expect(closed).toEqual({
    event: 'voiceClosed',
    presenceId: one.owner.presenceId,
    watchId: first.opened.watch.watchId,
  });
  await expect(node.call('speak', { transportId: first.transportId, speaks: true })).rejects.toThrow(
    'transportNotFound',
  );
  expect(node.newest('speakerLost')).toBeUndefined();
});

test('a voice ends as it is closed, or with its proctor; nothing of it stays', async () => {
  const node = await startNode();
  const { owner, sitting } = await placed(node);
  const [closed, left] = [await voiceFor(node, sitting), await voiceFor(node, sitting)];
  await node.call('closeVoice', { transportId: closed.transportId });
  await node.call('closeVoice', { transportId: closed.transportId });
  await node.event('voiceClosed', ({ watchId }) => watchId === closed.opened.watch.watchId);
  await node.call('closePresence', { presenceId: left.owner.presenceId });
  await node.event('voiceClosed', ({ watchId }) => watchId === left.opened.watch.watchId);
  await expect(node.call('resumeWatch', { watchIds: [left.opened.watch.watchId] })).rejects.toThrow('watchNotFound');
  await node.call('closePresence', { presenceId: owner.presenceId });
  await nothingOpen(node);
});

test('a voice ends with the place of its sitting, and both sides are told', async () => {
  const node = await startNode();
  const { owner, sitting } = await placed(node);
  const first = await voiceFor(node, sitting);
  await node.place(owner, sitting);
  const lost = await node.event('speakerLost');
  expect(lost).toMatchObject({ presenceId: first.owner.presenceId, transportId: first.transportId });
  await node.event('voiceClosed', ({ watchId }) => watchId === first.opened.watch.watchId);
  const second = await voiceFor(node, sitting, first.owner);
  await node.call('closePresence', { presenceId: owner.presenceId });
  await node.event('speakerLost', ({ transportId }) => transportId === second.transportId);
  await nothingOpen(node);
});

test('a voice ends with its worker, and both sides are told', async () => {
  const node = await startNode({ spareWorkers: 1 });
  const { sitting } = await placed(node);
  const voice = await voiceFor(node, sitting);
  const pid = node.server.workers().find(({ transports }) => transports > 0)?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await node.event('speakerLost', ({ transportId }) => transportId === voice.transportId);
  await node.event('voiceClosed', ({ watchId }) => watchId === voice.opened.watch.watchId);
  await node.event('workerDied');
});
