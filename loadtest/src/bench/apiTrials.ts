import type { ApiServer } from '../api/apiServer.ts';
import { type Load, runLoad } from '../api/load.ts';
import type { PlainRequest } from '../api/plainHttp.ts';
import { rawQueries } from '../api/rawQueries.ts';
import type { ApiRound, Measured } from './apiResult.ts';
import { measured } from './measured.ts';
import type { BenchSettings } from './settings.ts';
import { median, quantile } from './statistics.ts';
import { say } from './surroundings.ts';

const json = { 'content-type': 'application/json' };
const rosterPeople = 5_000;
/** The dashboard and its bare statements take turns this often, so that what the machine does meanwhile meets both. */
const turns = 6;
const warmUpSeconds = { signIns: 10, dashboards: 2 };
const warmUpCodes = 40;
const longestSeconds = 120;
/** Candidates whose statements are replayed, as many as it takes for the database not to know them by heart. */
const replayed = 50;
const accepted = ['termsOfUse', 'privacyPolicy'].map((kind) => ({ kind, version: 1 }));

/** Everything once, one after the other. */
export async function runRound(server: ApiServer, settings: BenchSettings, round: number): Promise<ApiRound> {
  const { seconds, inFlight: connections, bots } = settings;
  const { url, candidates } = server.world;
  const measure = (name: string, load: Partial<Load> & Pick<Load, 'request'>) =>
    measured(server.pid, name, () => runLoad({ url, connections, seconds, ...load }));

  const signIns = (i: number): PlainRequest => {
    const { email, password } = candidates[i % candidates.length] ?? { email: '', password: '' };
    return { method: 'POST', path: '/api/sign-in', headers: json, body: JSON.stringify({ email, password }) };
  };
  const dashboards = (i: number): PlainRequest => ({
    method: 'GET',
    path: '/api/dashboard',
    headers: { cookie: candidates[i % candidates.length]?.cookie ?? '' },
  });
  // A server in service has long compiled what it runs.
  await runLoad({ url, connections, seconds: warmUpSeconds.signIns, request: signIns });
  await runLoad({ url, connections, seconds: warmUpSeconds.dashboards, request: dashboards });

  const hashesBefore = await server.hashesPerSecond(seconds / 2);
  const signIn = await measure('sign in', { request: signIns });
  const hashesPerSecond = (hashesBefore + (await server.hashesPerSecond(seconds / 2))) / 2;
  say(`  bare: ${hashesPerSecond.toFixed(1)} password checks/s`);

  await runLoad({ url, connections, seconds: longestSeconds, request: redeems(await server.codes(warmUpCodes)) });
  const redeem = await measure('redeem', { seconds: longestSeconds, request: redeems(await server.codes(bots)) });

  const { alone, rawP50Ms, preparedP50Ms, statements } = await dashboardBesideRaw(server, dashboards, seconds);
  const dashboard = await measure('dashboard', { request: dashboards });
  return {
    signIn,
    hashesPerSecond,
    redeem,
    dashboard,
    dashboardP50Ms: quantile(alone, 0.5),
    rawP50Ms,
    preparedP50Ms,
    statements,
    imported: await importRoster(server, round),
  };
}

/** Uses each of these codes up, once. */
function redeems(codes: readonly string[]): Load['request'] {
  return (i) => {
    const code = codes[i];
    if (code === undefined) return undefined;
    const body = JSON.stringify({ code, password: 'Bench1Password', language: 'fr', accepted });
    return { method: 'POST', path: '/api/invitations/activate', headers: json, body };
  };
}

/** One request at a time, by turns with the statements it costs, over one connection each. */
async function dashboardBesideRaw(server: ApiServer, request: Load['request'], seconds: number) {
  const { url, databaseUrl, candidates } = server.world;
  const sets = [];
  for (const { cookie } of candidates.slice(0, replayed)) sets.push(await server.statements('/api/dashboard', cookie));
  const alone: number[] = [];
  const raw: number[] = [];
  const preparedRaw: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    raw.push(...(await rawQueries(databaseUrl, sets, { seconds: seconds / turns, prepared: false })));
    preparedRaw.push(...(await rawQueries(databaseUrl, sets, { seconds: seconds / turns, prepared: true })));
    const load = await runLoad({ url, connections: 1, seconds: seconds / turns, request });
    if (load.refused > 0) throw new Error(load.firstRefusal);
    alone.push(...load.latenciesMs);
  }
  const rawP50Ms = quantile(raw, 0.5);
  const preparedP50Ms = quantile(preparedRaw, 0.5);
  const statements = median(sets.map(({ length }) => length));
  say(
    `  one at a time: dashboard ${quantile(alone, 0.5).toFixed(2)} ms, ` +
      `its ${statements} statements alone ${rawP50Ms.toFixed(2)} ms, prepared ${preparedP50Ms.toFixed(2)} ms (p50)`,
  );
  return { alone, rawP50Ms, preparedP50Ms, statements };
}

async function importRoster(
  server: ApiServer,
  round: number,
): Promise<Measured & { checkMs: number; importMs: number }> {
  const headers = { cookie: server.world.adminCookie };
  const lines = Array.from(
    { length: rosterPeople },
    (_, i) => `r${round}p${i}@bench.invigil.example,Person ${round} ${i}`,
  );
  const file = Buffer.from(`E-mail,Full name\r\n${lines.join('\r\n')}\r\n`);
  const { url } = server.world;
  let checked = '';
  let outcome = '';
  const measure = (name: string, load: Omit<Load, 'url' | 'connections' | 'seconds'>) =>
    measured(server.pid, name, () => runLoad({ url, connections: 1, seconds: longestSeconds, ...load }));
  const check = await measure('check a roster of 5,000', {
    request: (i) =>
      i > 0
        ? undefined
        : {
            method: 'POST',
            path: '/api/admin/roster-imports?fileName=bench.csv',
            headers: { ...headers, 'content-type': 'text/csv' },
            body: file,
          },
    answered: (body) => {
      checked = String((JSON.parse(body) as { rosterImportId: string }).rosterImportId);
    },
  });
  const written = await measure('import it', {
    request: (i) =>
      i > 0
        ? undefined
        : {
            method: 'POST',
            path: `/api/admin/roster-imports/${checked}/import`,
            headers: { ...headers, ...json },
            body: '{}',
          },
    answered: (body) => {
      const { state, newCount } = JSON.parse(body) as { state: string; newCount: number };
      outcome = `${state} ${newCount}`;
    },
  });
  if (outcome !== `imported ${rosterPeople}`) throw new Error(`the roster is ${outcome}`);
  const [checkMs, importMs] = [check.p50Ms, written.p50Ms];
  return {
    ...written,
    perSecond: rosterPeople / ((checkMs + importMs) / 1_000),
    cpuMsEach: (check.cpuMsEach + written.cpuMsEach) / rosterPeople,
    faults: [...check.faults, ...written.faults],
    checkMs,
    importMs,
  };
}
