import { setTimeout as pause } from 'node:timers/promises';
import type { Bot } from '../bot/bot.ts';
import type { EncodingStream } from '../bot/encodingStream.ts';
import type { Uplink } from '../bot/uplink.ts';
import { monotonicMs } from '../machine/monotonic.ts';
import type { BotFactory } from './bots.ts';
import { Player } from './player.ts';

/** `untilLive`: the smallest encoding of each source, until the server has said that it receives it. */
export type What = 'nothing' | 'untilLive' | 'everything';

interface Member {
  bot: Bot;
  uplink: Uplink | undefined;
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

  get bots(): readonly Bot[] {
    return this.#members.map(({ bot }) => bot);
  }

  /** @returns the join time of each bot that came live, from connect to live, in milliseconds. */
  async join(factory: BotFactory, count: number, inFlight: number): Promise<number[]> {
    const joinMs: number[] = [];
    let next = 0;
    const joinOneByOne = async () => {
      while (next < count) {
        next += 1;
        const took = await this.#joinOne(factory);
        if (took !== undefined) joinMs.push(took);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, joinOneByOne));
    return joinMs;
  }

  play(what: What): void {
    this.#what = what;
    this.#player.clear();
    for (const { uplink } of this.#members) if (uplink) this.#addStreams(uplink);
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

  async #joinOne(factory: BotFactory): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const fail = (error: unknown) => {
      this.failures.push(error instanceof Error ? error.message : String(error));
      resolve(false);
    };
    const connectAtMs = monotonicMs();
    const bot = factory({
      onOpen: (uplink) => this.#opened(member, uplink),
      onLive: () => {
        member.liveAtMs = monotonicMs();
        if (this.#what === 'untilLive') this.#removeStreams(member);
        resolve(true);
      },
      onFailed: fail,
    });
    const member: Member = { bot, uplink: undefined, sentBefore: 0, liveAtMs: undefined };
    this.#members.push(member);
    const timer = setTimeout(() => fail(new Error('a bot was not live in 15 s')), joinTimeoutMs);
    bot.start();
    const joined = await promise;
    clearTimeout(timer);
    return joined && member.liveAtMs !== undefined ? member.liveAtMs - connectAtMs : undefined;
  }

  #opened(member: Member, uplink: Uplink): void {
    this.#removeStreams(member);
    member.sentBefore += member.uplink?.sentPackets ?? 0;
    member.uplink = uplink;
    this.#addStreams(uplink);
  }

  #removeStreams({ uplink }: Member): void {
    for (const stream of uplink?.streams ?? []) this.#player.remove(stream);
  }

  #addStreams({ streams, sections }: Uplink): void {
    const smallest = new Set(sections.map(({ encodings }) => encodings[0]?.ssrc));
    const isWanted: Record<What, (stream: EncodingStream) => boolean> = {
      nothing: () => false,
      untilLive: ({ ssrc }) => smallest.has(ssrc),
      everything: () => true,
    };
    for (const stream of streams.filter(isWanted[this.#what])) this.#player.add(stream);
  }
}
