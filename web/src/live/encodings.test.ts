import { ladder } from '@invigil/contract/ladder';
import { describe, expect, test } from 'vitest';
import {
  applyDemand,
  demandOfYoung,
  encodingNow,
  firstEncodings,
  noDemand,
  sendsOfYoung,
  startBitrate,
} from './encodings.ts';

/** As much of an RTCRtpSender as a change of its encodings needs. */
function senderOf(encodings: RTCRtpEncodingParameters[]) {
  let parameters = { transactionId: 'one', encodings } as unknown as RTCRtpSendParameters;
  const keyFrames: unknown[] = [];
  const sender = {
    keyFrames,
    getParameters: () => structuredClone(parameters),
    setParameters: async (changed: RTCRtpSendParameters, options?: { encodingOptions: unknown[] }) => {
      parameters = changed;
      keyFrames.push(...(options?.encodingOptions ?? []));
    },
  };
  return sender as unknown as RTCRtpSender & { keyFrames: unknown[] };
}

describe('what a sender encodes', () => {
  const tile = { active: true, maxFramerate: 5, scaleResolutionDownBy: 4, maxBitrate: 80_000 };
  const focus = { active: true, maxFramerate: 15, scaleResolutionDownBy: 1, maxBitrate: 600_000 };

  test('a stream nobody watches keeps a pulse of one small frame a second', () => {
    expect(encodingNow('webcam', noDemand)).toEqual({ ...tile, maxFramerate: 1 });
    expect(encodingNow('screen', noDemand)).toMatchObject({ active: true, maxFramerate: 1, scaleResolutionDownBy: 4 });
  });

  test('a young stream is sent as if a tile showed it, or as it is watched', () => {
    expect(demandOfYoung(noDemand)).toMatchObject({ tile: true, focus: false });
    const focused = { tile: false, focus: true, watchers: 1 };
    expect(demandOfYoung(focused)).toBe(focused);
  });

  test('it has the size, the rate and the bits of the highest step that somebody watches', () => {
    expect(encodingNow('webcam', { tile: true, focus: false, watchers: 2 })).toEqual(tile);
    expect(encodingNow('webcam', { tile: false, focus: true, watchers: 1 })).toEqual(focus);
    expect(encodingNow('webcam', { tile: true, focus: true, watchers: 2 })).toEqual(focus);
    expect(encodingNow('screen', { tile: true, focus: true, watchers: 2 })).toEqual({
      active: true,
      maxFramerate: 5,
      scaleResolutionDownBy: 1,
      maxBitrate: 1_500_000,
    });
  });

  test('a new sender negotiates one encoding, within the bounds of its sharpest', () => {
    expect(firstEncodings('webcam')).toEqual([
      { scaleResolutionDownBy: 1, maxBitrate: 600_000, maxFramerate: 15, scalabilityMode: 'L1T1' },
    ]);
    expect(firstEncodings('screen')).toEqual([
      { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 5, scalabilityMode: 'L1T1' },
    ]);
    expect(firstEncodings('microphone')).toEqual([]);
  });

  test('a connection starts with more than room for everything at its sharpest', () => {
    expect(startBitrate()).toBe((600 + 1_500) * 1.25);
  });

  test('a demand changes a live sender in place and keeps what it does not speak of', async () => {
    const sender = senderOf([{ active: true, maxBitrate: 600_000, networkPriority: 'low' }]);
    await applyDemand(sender, 'webcam', { tile: true, focus: false, watchers: 1 });
    expect(sender.getParameters()).toEqual({
      transactionId: 'one',
      encodings: [{ ...tile, networkPriority: 'low' }],
      degradationPreference: 'maintain-resolution',
    });
    await applyDemand(sender, 'webcam', { tile: true, focus: true, watchers: 1 });
    expect(sender.getParameters().encodings).toEqual([{ ...focus, networkPriority: 'low' }]);
    await applyDemand(sender, 'webcam', { tile: true, focus: true, watchers: 2 });
    expect(sender.keyFrames).toEqual([{ keyFrame: false }, { keyFrame: true }, { keyFrame: false }]);
  });
});

describe('what the line bears', () => {
  const focus = { tile: false, focus: true, watchers: 1 };
  const of = (step: keyof typeof ladder) => encodingNow('screen', focus, ladder[step]);

  test('fewer frames keep both steps, and the small picture takes the place of the sharp one below that', () => {
    expect(of('fewerFrames')).toMatchObject({ active: true, maxFramerate: 2.5, scaleResolutionDownBy: 1 });
    expect(of('tileOnly')).toMatchObject({ active: true, maxFramerate: 1.5, scaleResolutionDownBy: 4 });
    expect(encodingNow('webcam', focus, ladder.tileOnly)).toMatchObject({ active: true, scaleResolutionDownBy: 4 });
  });

  test('nothing flows where pictures are sent one by one, but for the first moments of a share', () => {
    expect(of('stills').active).toBe(false);
    expect(encodingNow('screen', noDemand, sendsOfYoung(ladder.stills)).active).toBe(true);
  });

  test('sound stops with the video', async () => {
    const sender = senderOf([{ active: true }]);
    await applyDemand(sender, 'microphone', noDemand, ladder.stills);
    expect(sender.getParameters().encodings).toEqual([{ active: false }]);
    await applyDemand(sender, 'microphone', noDemand, ladder.tileOnly);
    expect(sender.getParameters().encodings).toEqual([{ active: true }]);
  });
});
