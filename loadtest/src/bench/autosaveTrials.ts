import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { benchRawSaves, type Statement } from '@invigil/contract/benchServer';
import type { AutosaveServer } from '../api/autosaveServer.ts';
import { Essay } from '../api/essay.ts';
import { countLost, runSaves } from '../api/saveLoad.ts';
import { ask } from '../machine/ipc.ts';
import { loopback } from '../machine/place.ts';
import { start } from '../machine/processes.ts';
import { type AutosaveRound, type KillResult, mostP95Ms } from './autosaveResult.ts';
import { measured } from './measured.ts';
import type { BenchSettings } from './settings.ts';
import { quantile } from './statistics.ts';
import { cores, say } from './surroundings.ts';

const rawProgram = fileURLToPath(new URL('../api/rawSaves.ts', import.meta.url));
/** Answers that only the bare driver writes. */
export const rawWriters = 64;
/** As many as the api has. */
const rawConnections = 10;
/** A server in service has long compiled what it runs, which takes some thousand saves. */
const warmUpSeconds = 10;
/** Of what the server can do at best, so much is asked of it in turn until the times are those of a server in service. */
const shares = [0.9, 0.8, 0.65, 0.5, 0.35];
/** Of what is asked, so much must be answered for the rate to count. */
const leastAnswered = 0.98;

/** Everything once: the rate, the same bare, and the kills. */
export async function runAutosaveRound(server: AutosaveServer, settings: BenchSettings): Promise<AutosaveRound> {
  const { bots, seconds, inFlight: connections } = settings;
  const { url, writers } = server.world;
  const essays = writers.slice(0, bots).map((writer) => new Essay(writer));
  const load = { url, essays, connections, seconds };
  await runSaves({ ...load, seconds: warmUpSeconds });
  const most = await measured(server.pid, 'as fast as it can', () => runSaves(load));
  const raw = await rawSaves(server, seconds);
  const paced = await pacedSaves(server, load, most.perSecond);
  const { latenciesMs } = await runSaves({ ...load, connections: 1, seconds: seconds / 2 });
  const aloneP50Ms = quantile(latenciesMs, 0.5);
  say(`  one at a time: ${aloneP50Ms.toFixed(2)} ms, bare ${raw.aloneP50Ms.toFixed(2)} ms (p50)`);
  const kills: KillResult[] = [];
  for (const database of [true, false, true]) kills.push(await killWhileSaving(server, essays, settings, database));
  return { most, paced, raw, aloneP50Ms, kills };
}

/** The highest of some rates that is kept up with half of the saves answered at once and nearly all soon. */
async function pacedSaves(
  { pid }: AutosaveServer,
  load: Parameters<typeof runSaves>[0],
  most: number,
): Promise<AutosaveRound['paced']> {
  for (const share of shares) {
    const perSecond = Math.floor(most * share);
    const paced = await measured(pid, `${perSecond} a second`, () => runSaves({ ...load, perSecond }));
    if (paced.p95Ms <= mostP95Ms && paced.perSecond >= perSecond * leastAnswered) return paced;
  }
  return undefined;
}

async function rawSaves(server: AutosaveServer, seconds: number): Promise<AutosaveRound['raw']> {
  const { databaseUrl, writers } = server.world;
  const sets: Statement[][] = [];
  for (const writer of writers.slice(-rawWriters)) {
    // What the api looks for meanwhile of its own accord is no part of a save.
    const heard = await server.statements(new Essay(writer).request());
    const set = heard.filter(({ text }) => /from session|save_answer/.test(text));
    if (set.length !== 2)
      throw new Error(`a save takes other statements than expected: ${set.map(({ text }) => text).join('; ')}`);
    sets.push(set);
  }
  const { child, stop } = await start(loopback, cores.server, [process.execPath, rawProgram], { messages: true });
  const save = (connections: number, duration: number, own: Statement[][]) =>
    ask(child, benchRawSaves, 'save', { databaseUrl, sets: own, connections, seconds: duration });
  try {
    const [first, ...others] = sets;
    const alone = await save(1, seconds / 2, first ? [first] : []);
    const together = await save(rawConnections, seconds, others);
    say(`  bare, ${rawConnections} connections: ${together.perSecond.toFixed(0)}/s`);
    return { perSecond: together.perSecond, aloneP50Ms: quantile(alone.latenciesMs, 0.5) };
  } finally {
    await stop();
  }
}

/** Ends the api, and its database when it is to, while saves are under way; then reads all back, and saves on. */
async function killWhileSaving(
  server: AutosaveServer,
  essays: readonly Essay[],
  { seconds, inFlight: connections }: BenchSettings,
  database: boolean,
): Promise<KillResult> {
  const sum = () => essays.reduce((total, { acknowledged }) => total + acknowledged, 0);
  const before = sum();
  const saving = runSaves({ url: server.world.url, essays, connections, seconds: seconds * 10, mayBreak: true });
  await pause((seconds * 1_000) / 2);
  const killedAt = performance.now();
  await server.kill({ database });
  const { broken } = await saving;
  const acknowledged = sum();
  await server.start();
  const backMs = performance.now() - killedAt;
  const lost = await countLost(server.world.url, essays);
  // What was not acknowledged is sent again as it was, and fits whether it was written or not.
  await runSaves({ url: server.world.url, essays, connections, seconds: seconds / 2 });
  const lostAfter = await countLost(server.world.url, essays);
  say(
    `  ${database ? 'PostgreSQL and the api' : 'the api'} killed: ${acknowledged - before} acknowledged meanwhile, ${broken} under way, ` +
      `back in ${(backMs / 1_000).toFixed(1)} s, ${lost + lostAfter} lost of ${acknowledged}`,
  );
  return {
    database,
    acknowledgedInRun: acknowledged - before,
    acknowledged,
    underWay: broken,
    lost: lost + lostAfter,
    backMs: Math.round(backMs),
  };
}
