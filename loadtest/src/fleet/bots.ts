import type { Bot, BotEvents } from '../bot/bot.ts';
import { CandidateBot } from '../bot/candidateBot.ts';
import type { SourceClips } from '../bot/uplink.ts';
import { type ClipSet, loadClips, type VideoSource } from '../frames/clip.ts';
import { JanusBot } from '../janus/janusBot.ts';
import type { Target } from './orders.ts';

/** Makes the next bot. */
export type BotFactory = (events: BotEvents) => Bot;

let madeBots = 0;

/** Bots for a target; the clips are loaded once and shared by all of them. */
export async function botFactory(
  target: Target,
  bindAddress: string,
  wanted: readonly VideoSource[],
  clips: ClipSet = 'second',
): Promise<BotFactory> {
  const sources: SourceClips[] = await Promise.all(
    wanted.map(async (source, index) => ({
      source,
      mid: String(index),
      clips: await loadClips(source, String(index), clips),
    })),
  );
  let next = 0;
  return (events) => {
    const index = next++;
    const common = { name: `bot${madeBots++}`, bindAddress, sources, events };
    if (target.kind === 'janus') return new JanusBot({ ...common, url: target.url, room: target.firstRoom + index });
    const token = target.tokens[index];
    if (!token) throw new Error('there are more bots than tokens');
    const { signalingUrl, origin } = target;
    return new CandidateBot({ ...common, signalingUrl, origin, token });
  };
}
