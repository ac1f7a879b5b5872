import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../freePort.ts';
import { openTestLog } from '../testing/testLog.ts';
import { openCluster } from './open.ts';

/** A certificate for 127.0.0.1 that signs itself, good for a day. */
function makeCertificate(folder: string): { key: string; certificate: string } {
  const key = path.join(folder, 'key.pem');
  const certificate = path.join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  return { key, certificate };
}

const password = 'a-password-of-the-test';
const folder = mkdtempSync(path.join(tmpdir(), 'invigil-redis-tls-'));
const { log, ...testLog } = openTestLog('warn');
let port: number;
let server: ReturnType<typeof spawn>;

beforeAll(async () => {
  port = await freePort();
  const { key, certificate } = makeCertificate(folder);
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key];
  const options = [...tls, '--tls-auth-clients', 'no', '--requirepass', password, '--save', '', '--bind', '127.0.0.1'];
  server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder });
  const { stdout } = server;
  if (!stdout) throw new Error('redis-server has no output');
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes('Ready to accept connections')) break;
  }
  stdout.resume();
});

afterAll(async () => {
  server.kill('SIGKILL');
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
  testLog.close();
});

test('with a password and TLS, and the authority known to Node, the cluster is joined', async () => {
  const program = fileURLToPath(new URL('./dyingNode.child.ts', import.meta.url));
  const url = `rediss://:${password}@127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program, url, 'tests', 'over-tls', '5000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_EXTRA_CA_CERTS: path.join(folder, 'certificate.pem') },
  });
  // It writes once it holds a lease, and ends without when it cannot.
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  child.kill('SIGKILL');
  expect(said).toBeInstanceOf(Buffer);
});

const join = (redisUrl: string) => openCluster({ nodeId: nodeId.parse('one'), redisUrl, log });

test('a Redis that is not who it should be is refused: its certificate is checked', async () => {
  await expect(join(`rediss://:${password}@127.0.0.1:${port}`)).rejects.toThrow(/certificate/);
});

test('a Redis behind TLS is not spoken to without', async () => {
  await expect(join(`redis://:${password}@127.0.0.1:${port}`)).rejects.toThrow('cannot be reached');
});
