import type { NodeId } from '@invigil/contract/ids';
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import type { Backplane, HeldText } from './backplane.ts';
import type { Closable, Cluster } from './cluster.ts';
import { ClusterNode } from './clusterNode.ts';
import { Reach } from './reach.ts';
import { closeRedis, connectRedis, type RedisLink, unavailable, watchRedis } from './redisLink.ts';
import { freeScript, holdScript, readAllScript } from './redisScripts.ts';

const channelOf = (channel: string) => `invigil:${channel}`;
// The braces keep the keys of a group in one slot of a sharded Redis.
const namesKeyOf = (group: string) => `invigil:{lease/${group}}`;
const leaseKeyOf = (group: string, name: string) => `${namesKeyOf(group)}:${name}`;
const onceKeyOf = (group: string, name: string) => `invigil:once/${group}:${name}`;

/** A node of a cluster of processes that share a Redis. @throws {Error} when Redis cannot be reached. */
export async function openRedisCluster(options: { nodeId: NodeId; redisUrl: string; log: Log }): Promise<Cluster> {
  const link = await connectRedis(options.redisUrl, options.log);
  return ClusterNode.create({ ...options, backplane: new RedisBackplane(link, options.log) });
}

class RedisBackplane implements Backplane {
  readonly reach = new Reach();
  readonly #link: RedisLink;
  readonly #commands: Redis;
  readonly #log: Log;
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  readonly #underWay = new Set<() => void>();
  readonly #stopWatching: () => void;

  constructor(link: RedisLink, log: Log) {
    this.#link = link;
    this.#commands = link.commands;
    this.#log = log;
    this.reach.watch({ lost: () => this.#giveUp() });
    this.#stopWatching = watchRedis(link, this.reach, log);
    link.channels.on('message', (channel: string, text: string) => this.#deliver(channel, text));
  }

  send(channel: string, text: string): Promise<number> {
    return this.#ask(() => this.#commands.publish(channelOf(channel), text));
  }

  async listen(channel: string, listener: (text: string) => void): Promise<Closable> {
    const name = channelOf(channel);
    const listeners = this.#listeners.get(name) ?? new Set();
    // A wrapper of its own, so that the same function may listen twice.
    const own = (text: string) => listener(text);
    this.#listeners.set(name, listeners.add(own));
    const close = async () => {
      if (!listeners.delete(own) || listeners.size > 0) return;
      this.#listeners.delete(name);
      const left = this.#link.channels.unsubscribe(name);
      // While Redis is away this waits with the connection, and nobody waits for it.
      left.catch((err: unknown) => this.#log.debug({ err, channel }, 'could not leave a channel'));
      if (this.reach.isUp) await this.#ask(() => left);
    };
    try {
      await this.#ask(() => this.#link.channels.subscribe(name));
    } catch (error) {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
      throw error;
    }
    return { close };
  }

  async hold({ group, name, owner, text, ttlMs, instead = '', fence = 0 }: HeldText): Promise<number | undefined> {
    const keys = [leaseKeyOf(group, name), namesKeyOf(group)];
    const values = [owner, text, ttlMs, name, instead, fence];
    const held = await this.#ask(() => this.#commands.eval(holdScript, 2, ...keys, ...values));
    return Number(held) || undefined;
  }

  async free(group: string, name: string, owner: string): Promise<void> {
    const keys = [leaseKeyOf(group, name), namesKeyOf(group)];
    await this.#ask(() => this.#commands.eval(freeScript, 2, ...keys, owner, name));
  }

  async once(group: string, name: string, ttlMs: number): Promise<boolean> {
    return (await this.#ask(() => this.#commands.set(onceKeyOf(group, name), '', 'PX', ttlMs, 'NX'))) === 'OK';
  }

  async read(group: string, name: string): Promise<string | undefined> {
    return (await this.#ask(() => this.#commands.hget(leaseKeyOf(group, name), 'text'))) ?? undefined;
  }

  async readAll(group: string): Promise<{ name: string; text: string }[]> {
    const found = await this.#ask(() =>
      this.#commands.eval(readAllScript, 1, namesKeyOf(group), leaseKeyOf(group, '')),
    );
    const flat = found as string[];
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      name: flat[2 * i] ?? '',
      text: flat[2 * i + 1] ?? '',
    }));
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#stopWatching();
    closeRedis(this.#link);
    this.#giveUp();
  }

  /** Asks Redis; rejects at once while it is away, and as soon as it goes. */
  #ask<R>(command: () => Promise<R>): Promise<R> {
    if (!this.reach.isUp) return Promise.reject(unavailable());
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    const giveUp = () => reject(unavailable());
    this.#underWay.add(giveUp);
    command()
      .then(resolve, (cause: unknown) => reject(unavailable(cause)))
      .finally(() => this.#underWay.delete(giveUp));
    return promise;
  }

  #giveUp(): void {
    for (const giveUp of this.#underWay) giveUp();
    this.#underWay.clear();
  }

  #deliver(channel: string, text: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) {
      try {
        listener(text);
      } catch (err) {
        this.#log.error({ err, channel }, 'fault in a listener');
      }
    }
  }
}
