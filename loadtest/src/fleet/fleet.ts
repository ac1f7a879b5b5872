import { setTimeout as pause } from 'node:timers/promises';
import type { Bot } from '../bot/bot.ts';
import { type Demand, demandedNow, noDemand } from '../bot/demanded.ts';
import type { Uplink } from '../bot/uplink.ts';
import type { VideoSource } from '../frames/clip.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import type { BotFactory } from './bots.ts';
import { Player } from './player.ts';

/**
 * `smallest`: the tile of each source; `untilLive`: the same, until the server has said that it receives it; `everything`:
 * each source at its sharpest; `demanded`: what somebody watches, as a candidate's page obeys.
 */
export type What = 'nothing' | 'untilLive' | 'smallest' | 'everything' | 'demanded';

/** How bots join: so many of those that have not yet, so many at a time, and no more than so many a second. */
export interface JoinOrder {
  bots: number;
  inFlight: number;
  perSecond?: number | undefined;
}

interface Member {
  bot: Bot;
  /** Settles when the bot is live for the first time, or failed. */
  joined: PromiseWithResolvers<void>;
  uplink: Uplink | undefined;
  demands: Map<VideoSource, Demand>;
  /** Of uplinks that were replaced. */
  sentBefore: number;
  liveAtMs: number | undefined;
}

const joinTimeoutMs = 15_000;
const pollMs = 5;

/** All bots of one trial, and what they send. */
export class Fleet {
  readonly failures: string[] = [];
  readonly #members: Member[] = [];
  readonly #player = new Player();
  #what: What = 'untilLive';
  #begun = 0;

  get bots(): readonly Bot[] {
    return this.#members.map(({ bot }) => bot);
  }

  /** Makes bots that are ready to join. */
  async prepare(factory: BotFactory, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const bot: Bot = factory({
        onOpen: (uplink) => this.#opened(member, uplink),
        onLive: () => this.#live(member),
        onDemand: (source, demand) => this.#demanded(member, source, demand),
        onFailed: (error) => this.#failed(member, error instanceof Error ? error.message : String(error)),
      });
      const joined = Promise.withResolvers<void>();
      const member: Member = {
        bot,
        joined,
        uplink: undefined,
        demands: new Map(),
        sentBefore: 0,
        liveAtMs: undefined,
      };
      await bot.prepare();
      this.#members.push(member);
    }
  }

  /** Every bot gets its next offer ready, as a candidate's own machine has time to do. */
  async prepareAgain(): Promise<void> {
    for (const { bot } of this.#members) await bot.prepare();
  }

  /** Prepared bots join. @returns the join time of each that came live, in milliseconds. */
  async join({ bots, inFlight, perSecond }: JoinOrder): Promise<number[]> {
    const joinMs: number[] = [];
    const joining = this.#members.slice(this.#begun, this.#begun + bots);
    this.#begun += joining.length;
    const fromMs = monotonicMs();
    const waiting = joining.entries();
    const joinOneByOne = async () => {
      for (const [index, member] of waiting) {
        if (perSecond !== undefined) await pause(Math.max(0, fromMs + (1_000 * index) / perSecond - monotonicMs()));
        const took = await this.#join(member);
        if (took !== undefined) joinMs.push(took);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, joinOneByOne));
    return joinMs;
  }

  play(what: What): void {
    this.#what = what;
    this.#player.clear();
    for (const member of this.#members) this.#addStreams(member);
  }

  get packetsPerSecond(): number {
    return this.#player.packetsPerSecond;
  }

  /** Packets sent since the bots joined. */
  get sentPackets(): number {
    return this.#members.reduce((sum, { uplink, sentBefore }) => sum + sentBefore + (uplink?.sentPackets ?? 0), 0);
  }

  /** How many of them the server says it received, by its newest reports on the present uplinks. */
  get receivedPackets(): number {
    return this.#members.reduce((sum, { uplink }) => sum + (uplink?.receivedPackets ?? 0), 0);
  }

  /** What the server's newest reports tell of the present uplinks. */
  get told(): { sentPackets: number; reportedPackets: number; lostPackets: number } {
    const told = { sentPackets: 0, reportedPackets: 0, lostPackets: 0 };
    for (const { uplink } of this.#members) {
      told.sentPackets += uplink?.told.sentPackets ?? 0;
      told.reportedPackets += uplink?.told.reportedPackets ?? 0;
      told.lostPackets += uplink?.told.lostPackets ?? 0;
    }
    return told;
  }

  get sentBytes(): number {
    const streams = this.#members.flatMap(({ uplink }) => uplink?.streams ?? []);
    return streams.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  }

  /** The moments, on the monotonic clock, at which the bots came live after `afterMs`; undefined for those that did not. */
  async awaitLive(afterMs: number, deadlineMs: number): Promise<(number | undefined)[]> {
    const liveAt = () =>
      this.#members.map(({ liveAtMs }) => (liveAtMs !== undefined && liveAtMs > afterMs ? liveAtMs : undefined));
    while (liveAt().includes(undefined) && monotonicMs() < deadlineMs) await pause(pollMs);
    return liveAt();
  }

  async #join(member: Member): Promise<number | undefined> {
    const connectAtMs = monotonicMs();
    const late = setTimeout(() => this.#failed(member, 'a bot was not live in 15 s'), joinTimeoutMs);
    member.bot.start();
    await member.joined.promise;
    clearTimeout(late);
    return member.liveAtMs === undefined ? undefined : member.liveAtMs - connectAtMs;
  }

  #live(member: Member): void {
    member.liveAtMs = monotonicMs();
    if (this.#what === 'untilLive') this.#removeStreams(member);
    member.joined.resolve();
  }

  #failed({ joined }: Member, why: string): void {
    this.failures.push(why);
    joined.resolve();
  }

  #opened(member: Member, uplink: Uplink): void {
    this.#removeStreams(member);
    member.sentBefore += member.uplink?.sentPackets ?? 0;
    member.uplink = uplink;
    member.demands.clear();
    this.#addStreams(member);
  }

  #removeStreams({ uplink }: Member): void {
    for (const stream of uplink?.streams ?? []) this.#player.remove(stream);
  }

  #addStreams(member: Member): void {
    if (this.#what === 'nothing') return;
    if (this.#what === 'demanded') {
      this.#addDemanded(member);
      return;
    }
    for (const stream of member.uplink?.streams ?? []) {
      stream.show(this.#what === 'everything' ? 'focus' : 'tile');
      this.#player.add(stream);
    }
  }

  #demanded(member: Member, source: VideoSource, demand: Demand): void {
    member.demands.set(source, demand);
    if (this.#what === 'demanded') this.#addDemanded(member);
  }

  #addDemanded({ uplink, demands }: Member): void {
    for (const { source } of uplink?.sections ?? []) {
      const stream = uplink?.streamOf(source);
      const { step, framesPerSecond } = demandedNow(source, demands.get(source) ?? noDemand);
      if (!stream) continue;
      // A page asks for the key frame of a larger picture, and a screen is captured for it; a camera's next frame is awaited.
      if (stream.show(step) && step === 'focus' && source === 'screen') stream.sendFrame();
      this.#player.add(stream, framesPerSecond);
    }
  }
}
