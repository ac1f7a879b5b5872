import { sittingId, streamId } from '@invigil/contract/ids';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, test } from 'vitest';
import { aHand } from '../proctoring/testing.ts';
import { useSitting } from './sitting.ts';

const [first, second] = [1, 2].map((n) => streamId.parse(`0193e6a0-0000-7000-8000-00000000000${n}`));
if (first === undefined || second === undefined) throw new Error('two ids');
const track = { muted: false } as MediaStreamTrack;

describe('the candidate’s own page', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    const sitting = useSitting();
    sitting.lineIs('live', undefined);
    sitting.media = 'connected';
  });

  test('a note that overtakes the answer to publish counts as soon as the stream’s id is known', () => {
    const sitting = useSitting();
    sitting.captured('webcam', track);
    sitting.apply({ name: 'streamLink', data: { streamId: first, source: 'webcam', link: 'live' } });
    expect(sitting.link('webcam')).toBe('reconnecting');
    sitting.published('webcam', first);
    expect(sitting.link('webcam')).toBe('live');
  });

  test('what was said of an older stream is not believed of the next one', () => {
    const sitting = useSitting();
    sitting.captured('webcam', track);
    sitting.published('webcam', first);
    sitting.apply({ name: 'streamLink', data: { streamId: first, source: 'webcam', link: 'live' } });
    sitting.published('webcam', second);
    expect(sitting.link('webcam')).toBe('reconnecting');
  });

  test('a wrong surface stays blocked until something right is shared', () => {
    const sitting = useSitting();
    sitting.released('screen', 'wrongSurface');
    expect(sitting.link('screen')).toBe('blocked');
    sitting.asking('screen');
    sitting.captured('screen', track);
    expect(sitting.link('screen')).toBe('reconnecting');
  });

  test('who watches webcam and screen is counted once, and not at all while the line is down', () => {
    const sitting = useSitting();
    sitting.published('webcam', first);
    sitting.published('screen', second);
    expect(sitting.viewers).toBe(0);
    sitting.apply({
      name: 'demand',
      data: { streamId: first, source: 'webcam', tile: true, focus: false, watchers: 2 },
    });
    sitting.apply({
      name: 'demand',
      data: { streamId: second, source: 'screen', tile: true, focus: false, watchers: 1 },
    });
    expect(sitting.viewers).toBe(2);
    sitting.lineIs('reconnecting', undefined);
    expect(sitting.viewers).toBeUndefined();
  });

  test('the news say who paused and whether a proctor let the candidate in', () => {
    const sitting = useSitting();
    const news = {
      sittingId: sittingId.parse('0193e6a0-0000-7000-8000-000000000009'),
      state: 'paused',
      deadline: 1,
      creditedSeconds: 0,
      pausedBy: 'proctor',
      admitted: true,
    } as const;
    sitting.apply({ name: 'sittingNews', data: news });
    expect(sitting.news).toMatchObject({ pausedBy: 'proctor', admitted: true });
  });

  test('an answer that was overtaken by a note does not raise a hand again; a new line forgets nothing', () => {
    const sitting = useSitting();
    sitting.apply({ name: 'conversation', data: aHand(1, 10, 'answered', 20) });
    sitting.heard([aHand(1, 10, 'raised')]);
    sitting.reset();
    expect([...sitting.conversation.values()]).toEqual([aHand(1, 10, 'answered', 20)]);
  });
});
