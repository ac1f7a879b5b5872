import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Registry } from 'prom-client';
import type { Closable } from './cluster/cluster.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { within } from './within.ts';

/** Resolves while the thing is ready for work; rejects with why it is not. */
export type ReadinessCheck = () => Promise<void>;

const longestCheckMs = 2_000;

/**
 * The port of those who operate: `/healthz` (the process runs), `/readyz` (every check passes, else 503 with the names of
 * those that do not; the reasons go to the log), `/metrics` (Prometheus text of all given metrics), and what can be asked of
 * the process by POST, such as `/drain`. Not for the public.
 * `port` 0 takes a free one.
 */
export async function openOps({
  host,
  port,
  metrics,
  checks,
  log,
  actions = {},
}: {
  host: string;
  port: number;
  metrics: Metrics[];
  checks: Record<string, ReadinessCheck>;
  log: Log;
  /** What a POST to a path does; the answer says how things stand then. */
  actions?: Record<string, () => Promise<object>>;
}): Promise<Closable & { port: number }> {
  const replies: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/healthz': async (response) => reply(response, 200, { ok: true }),
    '/readyz': async (response) => {
      const failing = await failingChecks(checks, log);
      reply(response, failing.length === 0 ? 200 : 503, { ready: failing.length === 0, failing });
    },
    '/metrics': async (response) => {
      const merged = Registry.merge(metrics.map(({ registry }) => registry));
      response.writeHead(200, { 'content-type': merged.contentType }).end(await merged.metrics());
    },
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://ops').pathname;
    const respond = request.method === 'GET' ? replies[path] : actionOf(request, actions[path]);
    if (!respond) return reply(response, 404, { paths: [...Object.keys(replies), ...Object.keys(actions)] });
    respond(response).catch((err: unknown) => {
      log.error({ err, path }, 'fault on the ops port');
      reply(response, 500, { ok: false });
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: portOf(server), close: () => close(server) };
}

/** A page that somebody opened on this machine may not command anything: its browser says where a POST comes from. */
function actionOf(request: IncomingMessage, act: (() => Promise<object>) | undefined) {
  if (request.method !== 'POST' || request.headers.origin !== undefined || !act) return undefined;
  return async (response: ServerResponse) => reply(response, 200, await act());
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

async function failingChecks(checks: Record<string, ReadinessCheck>, log: Log): Promise<string[]> {
  const names = Object.keys(checks);
  const outcomes = await Promise.allSettled(
    Object.entries(checks).map(([name, check]) => within(longestCheckMs, `the check of ${name}`, check)),
  );
  return names.filter((name, i) => {
    const outcome = outcomes[i];
    if (outcome?.status === 'rejected') log.warn({ err: outcome.reason, check: name }, 'not ready');
    return outcome?.status === 'rejected';
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the ops server has no port');
  return address.port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
