import type { NodeId } from '@invigil/contract/ids';
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import type { Backplane, HeldText } from './backplane.ts';
import type { Closable, Cluster } from './cluster.ts';
import { ClusterNode } from './clusterNode.ts';
import { closeRedis, connectRedis, type RedisLink, redisFault } from './redisLink.ts';
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
  readonly #link: RedisLink;
  readonly #commands: Redis;
  readonly #log: Log;
  readonly #listeners = new Map<string, Set<(text: string) => void>>();

  constructor(link: RedisLink, log: Log) {
    this.#link = link;
    this.#commands = link.commands;
    this.#log = log;
    link.channels.on('message', (channel: string, text: string) => this.#deliver(channel, text));
  }

  send(channel: string, text: string): Promise<number> {
    return this.#commands.publish(channelOf(channel), text).catch(redisFault);
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
      await this.#link.channels.unsubscribe(name).catch(redisFault);
    };
    await this.#link.channels.subscribe(name).catch(redisFault);
    return { close };
  }

  async hold({ group, name, owner, text, ttlMs, instead = '' }: HeldText): Promise<boolean> {
    const keys = [leaseKeyOf(group, name), namesKeyOf(group)];
    const held = await this.#commands.eval(holdScript, 2, ...keys, owner, text, ttlMs, name, instead).catch(redisFault);
    return held === 1;
  }

  async free(group: string, name: string, owner: string): Promise<void> {
    const keys = [leaseKeyOf(group, name), namesKeyOf(group)];
    await this.#commands.eval(freeScript, 2, ...keys, owner, name).catch(redisFault);
  }

  async once(group: string, name: string, ttlMs: number): Promise<boolean> {
    return (await this.#commands.set(onceKeyOf(group, name), '', 'PX', ttlMs, 'NX').catch(redisFault)) === 'OK';
  }

  async read(group: string, name: string): Promise<string | undefined> {
    return (await this.#commands.hget(leaseKeyOf(group, name), 'text').catch(redisFault)) ?? undefined;
  }

  async readAll(group: string): Promise<{ name: string; text: string }[]> {
    const found = await this.#commands
      .eval(readAllScript, 1, namesKeyOf(group), leaseKeyOf(group, ''))
      .catch(redisFault);
    const flat = found as string[];
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      name: flat[2 * i] ?? '',
      text: flat[2 * i + 1] ?? '',
    }));
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    closeRedis(this.#link);
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
