import { AppError } from '@invigil/contract/errors';
import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../log.ts';
import type { Reach } from './reach.ts';

/** Redis is asked for a sign of life so often; it answers within a millisecond or is in trouble. */
const beatMs = 500;
/** One that has said nothing for so long although it was asked is away, as when its machine or network stopped. */
const silenceMs = 2_000;
const longestPauseMs = 500;

const shared: RedisOptions = {
  lazyConnect: true,
  retryStrategy: (attempt) => Math.min(50 * attempt, longestPauseMs),
  connectTimeout: 1_500,
  socketTimeout: silenceMs,
  // A connection that is given up is not asked politely: who would answer is the one that is silent.
  disconnectTimeout: 100,
};

/** Sends commands; one that cannot go out now, or whose answer is lost, fails at once instead of going out twice. */
const commanding: RedisOptions = {
  ...shared,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: silenceMs,
};

/** Hears channels; a subscription waits for the connection and is renewed with it. */
const hearing: RedisOptions = { ...shared, maxRetriesPerRequest: null };

/** The two connections of a node to Redis: one must be free of commands to hear channels without delay. */
export interface RedisLink {
  commands: Redis;
  channels: Redis;
}

/** @throws {Error} when Redis cannot be reached now; the message names host and port and never the password. */
export async function connectRedis(redisUrl: string, log: Log): Promise<RedisLink> {
  const commands = new Redis(redisUrl, commanding);
  const channels = new Redis(redisUrl, hearing);
  const { host, port } = commands.options;
  try {
    for (const [connection, purpose] of [[commands, 'commands'] as const, [channels, 'channels'] as const]) {
      let firstFault: Error | undefined;
      const keepFault = (fault: Error) => {
        firstFault ??= fault;
      };
      connection.once('error', keepFault);
      await connection.connect().catch((fault: unknown) => {
        throw firstFault ?? fault;
      });
      connection.off('error', keepFault);
      reportOutages(connection, log.child({ redis: purpose }));
    }
  } catch (cause) {
    closeRedis({ commands, channels });
    throw new Error(`Redis at ${host}:${port} cannot be reached: ${String((cause as Error).message)}`, { cause });
  }
  return { commands, channels };
}

export function closeRedis({ commands, channels }: RedisLink): void {
  commands.disconnect();
  channels.disconnect();
}

/** What a caller is told when Redis does not do what was asked of it. */
export function unavailable(cause?: unknown): AppError {
  return new AppError({ code: 'unavailable', retryAfterSeconds: 2 }, { cause });
}

/**
 * Tells the reach whether Redis is there: both connections are, and it answers on them. It is lost as soon as one of them
 * is, and back once both hear everything again that they heard before.
 * @returns how to stop.
 */
export function watchRedis({ commands, channels }: RedisLink, reach: Reach, log: Log): () => void {
  const both = [commands, channels];
  const isReady = () => both.every(({ status }) => status === 'ready');
  const lost = () => {
    if (reach.isUp) log.error('Redis is away: what is live goes on, and what others must know is kept');
    reach.lost();
  };
  const ask = () => Promise.all(both.map((connection) => connection.ping()));
  const perhapsBack = async () => {
    // Who answers this on the second connection has taken the subscriptions, which were sent before it.
    await ask();
    if (reach.isUp || !isReady()) return;
    log.warn('Redis is back; what is held is claimed again, and what was kept is told');
    reach.back();
  };
  const beat = setInterval(() => {
    // A connection that does not answer is given up by its own timeout, and then said to be lost.
    if (isReady()) perhapsBack().catch((err: unknown) => log.debug({ err }, 'Redis does not answer'));
    else lost();
  }, beatMs);
  for (const connection of both) connection.on('close', lost);
  return () => {
    clearInterval(beat);
    for (const connection of both) connection.off('close', lost);
  };
}

/** One line when the connection goes and one when it is back, however many attempts lie between. */
function reportOutages(connection: Redis, log: Log): void {
  let down = false;
  connection.on('error', (err) => {
    if (!down) log.error({ err }, 'the connection to Redis is lost');
    down = true;
  });
  connection.on('reconnecting', () => {
    if (!down) log.error('the connection to Redis is lost');
    down = true;
  });
  connection.on('ready', () => {
    if (down) log.warn('the connection to Redis is back');
    down = false;
  });
}
