import { readFile } from 'node:fs/promises';
import type { Log } from '@invigil/server-kit/log';
import { socketBufferBytes } from './mediaWorker.ts';

const limitFile = '/proc/sys/net/core/rmem_max';

/** The kernel grants a socket no larger buffer than its own limit and says nothing; so we say it. Linux only. */
export async function warnOfSmallBuffers(log: Log): Promise<void> {
  const text = await readFile(limitFile, 'utf8').catch(() => undefined);
  const granted = Number(text);
  if (text === undefined || granted >= socketBufferBytes) return;
  log.warn(
    { granted, wanted: socketBufferBytes },
    `bursts of many publishers may lose packets: raise the limit with sysctl -w net.core.rmem_max=${socketBufferBytes}`,
  );
}
