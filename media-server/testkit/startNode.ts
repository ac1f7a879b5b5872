import type { Clock } from '@invigil/server-kit/clock';
import { onTestFinished } from 'vitest';
import type { MediaServerConfig } from '../src/mediaServer.ts';
import { MediaNode } from './mediaNode.ts';

/** A media node for the running test, closed with its bots when the test ends. One worker and no spare unless told. */
export async function startNode(
  config: Partial<MediaServerConfig> = {},
  { clock }: { clock?: Clock } = {},
): Promise<MediaNode> {
  const node = await MediaNode.start(config, clock);
  onTestFinished(() => node.close());
  return node;
}

/** The only element. @throws {Error} when there are none or several. */
export function only<T>(list: readonly T[]): T {
  const [one, another] = list;
  if (one === undefined || another !== undefined) throw new Error(`expected exactly one, found ${list.length}`);
  return one;
}
