import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@invigil/server-kit/freePort';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findTool } from '../check/tools.ts';

const caddy = findTool('caddy');
if (!caddy) process.stdout.write('skipped: no caddy here; `npm run infra:check` builds one where Go is.\n');

interface Heard {
  url: string;
  headers: IncomingHttpHeaders;
}

/** What stands where a node would be: it says its name, keeps what it heard, and is ready or not. */
class StandIn {
  readonly heard: Heard[] = [];
  ready = true;

  static async start(name: string, host: string, { port, opsPort }: { port: number; opsPort?: number }) {
    const standIn = new StandIn();
    const node = createServer(({ url = '', headers }, response) => {
      standIn.heard.push({ url, headers });
      response.setHeader('content-security-policy', "default-src 'self'").setHeader('server', 'secret').end(name);
    });
    node.on('upgrade', ({ url = '', headers }, socket) => {
      standIn.heard.push({ url, headers });
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
    });
    const ops = createServer((_request, response) => response.writeHead(standIn.ready ? 200 : 503).end());
    for (const [server, at] of [[node, port] as const, ...(opsPort === undefined ? [] : [[ops, opsPort] as const])]) {
      server.listen(at, host);
      await once(server, 'listening');
      onTestFinished(() => {
        server.close();
        server.closeAllConnections();
      });
    }
    return standIn;
  }
}

async function ask(port: number, url: string, headers: Record<string, string> = {}) {
  const asked = request({ host: '127.0.0.1', port, path: url, headers }).end();
  const answered = new Promise<{ status?: number; raw: string[]; body: string }>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('upgrade', ({ statusCode: status, rawHeaders: raw }, socket) => {
      socket.destroy();
      resolve({ status, raw, body: '' });
    });
    asked.on('response', (response) => {
      const { statusCode: status, rawHeaders: raw } = response;
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status, raw: raw.map((each) => each.toLowerCase()), body }));
    });
  });
  return answered;
}

describe.skipIf(!caddy)('Caddy before the nodes (skipped without caddy)', () => {
  test('shares pages out to nodes that are ready, live connections to signaling, and tells true addresses', async () => {
    const [front, port, live, opsPort, admin] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    // Nodes have hosts of their own and one ops port, here as on real machines.
    const first = await StandIn.start('first', '127.0.0.1', { port, opsPort });
    const second = await StandIn.start('second', '127.0.0.2', { port, opsPort });
    const signaling = await StandIn.start('signaling', '127.0.0.1', { port: live });
    const home = mkdtempSync(path.join(tmpdir(), 'invigil-caddy-'));
    const running = spawn(
      caddy ?? '',
      ['run', '--adapter', 'caddyfile', '--config', path.join(import.meta.dirname, 'Caddyfile')],
      {
        stdio: 'ignore',
        env: {
          HOME: home,
          DOMAIN: `http://127.0.0.1:${front}`,
          API_NODES: `127.0.0.1:${port} 127.0.0.2:${port}`,
          SIGNALING_NODES: `127.0.0.1:${live}`,
          OPS_PORT: `${opsPort}`,
          CADDY_ADMIN: `127.0.0.1:${admin}`,
          ACME_EMAIL: '',
        },
      },
    );
    onTestFinished(async () => {
      running.kill('SIGTERM');
      await once(running, 'exit');
      rmSync(home, { recursive: true, force: true });
    });
    const answers = async (times: number) => {
      const replies = await Promise.all(Array.from({ length: times }, () => ask(front, '/')));
      return new Set(replies.map(({ body }) => body));
    };
    await expect
      .poll(
        () =>
          ask(front, '/').then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200);
    await expect.poll(() => answers(8), { timeout: 10_000 }).toEqual(new Set(['first', 'second']));

    const { raw } = await ask(front, '/spoof', { 'x-forwarded-for': '198.51.100.1' });
    const spoofed = [...first.heard, ...second.heard].find(({ url }) => url === '/spoof');
    expect(spoofed?.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(raw.filter((name) => name === 'content-security-policy')).toHaveLength(1);
    expect(raw).not.toContain('server');

    const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'invigil.v1, token.x' };
    expect(await ask(front, '/live?after=3', upgrade)).toMatchObject({ status: 101 });
    expect(signaling.heard.at(-1)).toMatchObject({
      url: '/live?after=3',
      headers: { 'sec-websocket-protocol': 'invigil.v1, token.x' },
    });

    second.ready = false;
    await expect.poll(() => answers(8), { timeout: 15_000 }).toEqual(new Set(['first']));
    second.ready = true;
    await expect.poll(() => answers(8), { timeout: 15_000 }).toEqual(new Set(['first', 'second']));
  });
});
