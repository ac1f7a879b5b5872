import { Strain } from '../fleet/strain.ts';
import { PlainHttp, type PlainRequest } from './plainHttp.ts';

/** What came of a load: the time of each answer in milliseconds, and how the generator did. */
export interface LoadResult {
  latenciesMs: number[];
  seconds: number;
  /** Answers that were not 200, with the first of them. */
  refused: number;
  firstRefusal: string | undefined;
  cpuPercent: number;
  lagP99Ms: number;
}

export interface Load {
  url: string;
  /** Each sends its next request as soon as it has its answer. */
  connections: number;
  /** The `i`th request; undefined when there is none left. */
  request(i: number): PlainRequest | undefined;
  /** At most so long. */
  seconds: number;
  /** Told of each answer's body. */
  answered?(body: string): void;
}

export async function runLoad({ url, connections, request, seconds, answered }: Load): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: connections }, () => PlainHttp.open(url)));
  const latenciesMs: number[] = [];
  let sent = 0;
  let refused = 0;
  let firstRefusal: string | undefined;
  const strain = Strain.start();
  const startedAt = performance.now();
  const send = async (connection: PlainHttp) => {
    while (performance.now() - startedAt < seconds * 1_000) {
      const next = request(sent);
      if (!next) return;
      sent += 1;
      const askedAt = performance.now();
      const { status, body } = await connection.send(next);
      latenciesMs.push(performance.now() - askedAt);
      answered?.(body.toString());
      if (status !== 200) {
        refused += 1;
        firstRefusal ??= `${next.method} ${next.path}: ${status} ${body.toString().slice(0, 200)}`;
      }
    }
  };
  try {
    await Promise.all(open.map(send));
    const elapsed = (performance.now() - startedAt) / 1_000;
    return { latenciesMs, seconds: elapsed, refused, firstRefusal, ...strain.end() };
  } finally {
    for (const connection of open) connection.close();
  }
}
