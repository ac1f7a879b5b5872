import { ladder } from '@invigil/contract/ladder';
import { describe, expect, test } from 'vitest';
import {
  applyDemand,
  demandOfYoung,
  dropSharpest,
  encodingsNow,
  firstEncodings,
  noDemand,
  sendsOfYoung,
  startBitrate,
} from './encodings.ts';

/** As much of an RTCRtpSender as a change of its encodings needs. */
function senderOf(encodings: RTCRtpEncodingParameters[]) {
  let parameters = { transactionId: 'one', encodings } as unknown as RTCRtpSendParameters;
  const sender = {
    getParameters: () => structuredClone(parameters),
    setParameters: async (changed: RTCRtpSendParameters) => {
      parameters = changed;
    },
  };
  return sender as unknown as RTCRtpSender;
}

describe('what a sender encodes', () => {
  test('a stream nobody watches keeps a pulse of one small frame a second', () => {
    expect(encodingsNow('webcam', noDemand)).toEqual([
      { active: true, maxFramerate: 1 },
      { active: false, maxFramerate: 15 },
    ]);
  });

  test('a young stream is sent as if a tile showed it, or as it is watched', () => {
    expect(demandOfYoung(noDemand)).toMatchObject({ tile: true, focus: false });
    const focused = { tile: false, focus: true, watchers: 1 };
    expect(demandOfYoung(focused)).toBe(focused);
  });

  test('only the steps that somebody watches are encoded, each at its own rate', () => {
    expect(encodingsNow('webcam', { tile: true, focus: false, watchers: 2 })).toEqual([
      { active: true, maxFramerate: 5 },
      { active: false, maxFramerate: 15 },
    ]);
    expect(encodingsNow('webcam', { tile: false, focus: true, watchers: 1 }).map(({ active }) => active)).toEqual([
      false,
      true,
    ]);
  });

  test('a screen is one stream, of the size of the highest step that somebody watches', () => {
    const tile = { active: true, maxFramerate: 3, scaleResolutionDownBy: 4, maxBitrate: 120_000 };
    const focus = { active: true, maxFramerate: 5, scaleResolutionDownBy: 1, maxBitrate: 1_500_000 };
    expect(encodingsNow('screen', { tile: true, focus: false, watchers: 2 })).toEqual([tile]);
    expect(encodingsNow('screen', { tile: true, focus: true, watchers: 2 })).toEqual([focus]);
    expect(encodingsNow('screen', noDemand)).toEqual([{ ...tile, maxFramerate: 1 }]);
  });

  test('a new sender negotiates every step as active, smallest first, within its bounds', () => {
    expect(firstEncodings('webcam')).toEqual([
      { scaleResolutionDownBy: 4, maxBitrate: 80_000, maxFramerate: 5, scalabilityMode: 'L1T1' },
      { scaleResolutionDownBy: 1, maxBitrate: 600_000, maxFramerate: 15, scalabilityMode: 'L1T1' },
    ]);
    expect(firstEncodings('screen')).toEqual([
      { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 5, scalabilityMode: 'L1T1' },
    ]);
    expect(firstEncodings('microphone')).toEqual([]);
  });

  test('a connection starts with more than room for everything at its sharpest', () => {
    expect(startBitrate()).toBe((80 + 600 + 120 + 1_500) * 1.25);
  });

  test('a demand changes a live sender in place and keeps what it does not speak of', async () => {
    const sender = senderOf([
      { rid: 'r0', active: true, maxBitrate: 80_000 },
      { rid: 'r1', active: true, maxBitrate: 600_000 },
    ]);
    await applyDemand(sender, 'webcam', { tile: false, focus: true, watchers: 1 });
    expect(sender.getParameters()).toEqual({
      transactionId: 'one',
      encodings: [
        { rid: 'r0', active: false, maxBitrate: 80_000, maxFramerate: 5 },
        { rid: 'r1', active: true, maxBitrate: 600_000, maxFramerate: 15 },
      ],
    });
    await dropSharpest(sender);
    expect(sender.getParameters().encodings.map(({ active }) => active)).toEqual([false, false]);
  });
});

describe('what the line bears', () => {
  const focus = { tile: false, focus: true, watchers: 1 };
  const of = (step: keyof typeof ladder) => encodingsNow('screen', focus, ladder[step]);

  test('fewer frames keep both steps, and the small picture takes the place of the sharp one below that', () => {
    expect(of('fewerFrames')).toMatchObject([{ active: true, maxFramerate: 2.5, scaleResolutionDownBy: 1 }]);
    expect(of('tileOnly')).toMatchObject([{ active: true, maxFramerate: 1.5, scaleResolutionDownBy: 4 }]);
    expect(encodingsNow('webcam', focus, ladder.tileOnly).map(({ active }) => active)).toEqual([true, false]);
  });

  test('nothing flows where pictures are sent one by one, but for the first moments of a share', () => {
    expect(of('stills').map(({ active }) => active)).toEqual([false]);
    const young = encodingsNow('screen', noDemand, sendsOfYoung(ladder.stills));
    expect(young.map(({ active }) => active)).toEqual([true]);
  });

  test('sound stops with the video', async () => {
    const sender = senderOf([{ active: true }]);
    await applyDemand(sender, 'microphone', noDemand, ladder.stills);
    expect(sender.getParameters().encodings).toEqual([{ active: false }]);
    await applyDemand(sender, 'microphone', noDemand, ladder.tileOnly);
    expect(sender.getParameters().encodings).toEqual([{ active: true }]);
  });
});
