import { setTimeout as pause } from 'node:timers/promises';
import { Strain } from '../fleet/strain.ts';
import type { Essay } from './essay.ts';
import type { LoadResult } from './load.ts';
import { PlainHttp } from './plainHttp.ts';

export interface SaveLoad {
  url: string;
  essays: readonly Essay[];
  connections: number;
  /** Saves that are due in a second, however long they take; without it each connection sends as soon as it has its answer. */
  perSecond?: number;
  seconds: number;
  /** What breaks connections is expected, such as a server that is killed; ends the load. */
  mayBreak?: boolean;
}

/** Essays take turns, none has two saves under way. A save that is due and finds no free connection is waiting already. */
export async function runSaves(load: SaveLoad): Promise<LoadResult & { broken: number }> {
  const { url, essays, connections, perSecond, seconds, mayBreak = false } = load;
  const open = await Promise.all(Array.from({ length: connections }, () => PlainHttp.open(url)));
  const idle = [...essays];
  const latenciesMs: number[] = [];
  let due = 0;
  let broken = 0;
  const strain = Strain.start();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const send = async (connection: PlainHttp) => {
    for (;;) {
      const now = performance.now();
      const dueAt = perSecond === undefined ? now : startedAt + (due++ * 1_000) / perSecond;
      if (dueAt >= endsAt || now >= endsAt) return;
      if (dueAt > now) await pause(dueAt - now);
      const essay = idle.shift();
      if (!essay) throw new Error('there are fewer essays than connections');
      try {
        essay.answered(await connection.send(essay.request()));
      } catch (error) {
        if (!mayBreak) throw error;
        broken += 1;
        return;
      }
      latenciesMs.push(performance.now() - dueAt);
      idle.push(essay);
    }
  };
  try {
    await Promise.all(open.map(send));
    const elapsed = (performance.now() - startedAt) / 1_000;
    return { latenciesMs, seconds: elapsed, refused: 0, firstRefusal: undefined, broken, ...strain.end() };
  } finally {
    for (const connection of open) connection.close();
  }
}

/** Reads every essay back; how many acknowledged saves are gone. */
export async function countLost(url: string, essays: readonly Essay[]): Promise<number> {
  const connection = await PlainHttp.open(url);
  try {
    let lost = 0;
    for (const essay of essays) lost += essay.lostIn(await connection.send(essay.reading()));
    return lost;
  } finally {
    connection.close();
  }
}
