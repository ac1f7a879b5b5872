import { AppError } from '@invigil/contract/errors';
import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../log.ts';

const commandTimeoutMs = 3_000;
const longestPauseMs = 1_000;

const shared: RedisOptions = {
  lazyConnect: true,
  retryStrategy: (attempt) => Math.min(50 * attempt, longestPauseMs),
};

/** Sends commands; one that cannot go out now, or whose answer is lost, fails at once instead of going out twice. */
const commanding: RedisOptions = {
  ...shared,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: commandTimeoutMs,
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
export function redisFault(cause: unknown): never {
  throw new AppError({ code: 'unavailable', retryAfterSeconds: 2 }, { cause });
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
    if (down) log.warn('the connection to Redis is back; what was published meanwhile was missed');
    down = false;
  });
}
