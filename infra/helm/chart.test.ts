import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { findTool } from '../check/tools.ts';
import { imageEnvironment } from '../docker/dockerfile.ts';
import { newSecrets } from '../keys/secrets.ts';
import { settingsOfRoles } from '../settingsOfRoles.ts';

const chart = path.join(import.meta.dirname, 'invigil');
const read = (file: string) => readFileSync(path.join(chart, file), 'utf8');

test('the values have the form that the schema asks for, and a domain is all that is missing', () => {
  const isValid = new Ajv({ strict: false, validateSchema: false }).compile(JSON.parse(read('values.schema.json')));
  const values = parse(read('values.yaml')) as Record<string, unknown>;
  expect(isValid(values)).toBe(false);
  expect(isValid.errors).toMatchObject([{ instancePath: '/domain' }]);
  expect(isValid({ ...values, domain: 'exams.example' }), JSON.stringify(isValid.errors)).toBe(true);
});

test('every part is told only what it reads', () => {
  const parts = { api: 'api', signaling: 'signaling', media: 'media', backup: 'backup' };
  for (const [part, role] of Object.entries(parts)) {
    const text = read(`templates/${part}.yaml`);
    const names = [
      ...[...text.matchAll(/name: ([A-Z][A-Z_]+)\b/g)].map(([, name]) => name ?? ''),
      ...[...text.matchAll(/invigil\.secrets" \(list [.$]([^)]*)\)/g)].flatMap(
        ([, list = '']) => list.match(/[A-Z_]{3,}/g) ?? [],
      ),
    ].filter((name) => !['NODE_NAME', 'ANNOUNCED_ADDRESS_FILE'].includes(name));
    expect(names.length, part).toBeGreaterThan(1);
    expect(
      names.filter((name) => !settingsOfRoles[role]?.names.has(name)),
      part,
    ).toEqual([]);
  }
});

const manifest = z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }), spec: z.unknown() });
const container = z.object({
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() })),
});
const podSpec = z.looseObject({ containers: z.array(container) });

const helm = findTool('helm');
if (!helm) process.stdout.write('skipped: no helm here; `npm run infra:check` builds one where Go is.\n');

describe.skipIf(!helm)('what helm makes of it (skipped without helm)', () => {
  function rendered(...sets: string[]) {
    const args = ['template', 'inv', chart, '--kube-version', '1.33.0', '--set', 'domain=exams.example', ...sets];
    const { stdout, stderr, status } = spawnSync(helm ?? '', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return parseAllDocuments(stdout)
      .map((document): unknown => document.toJS())
      .filter((document) => document !== null)
      .map((document) => manifest.parse(document));
  }

  test('every container starts with the settings it is given', async () => {
    const secrets = await newSecrets();
    const outside: Record<string, string> = {
      ...secrets,
      DATABASE_URL: 'postgresql://a:b@db/invigil',
      REDIS_URL: 'redis://redis:6379',
      SMTP_URL: 'smtp://mail.example:587',
      NODE_ID: 'inv-api-7c9d-x2x4l',
      ANNOUNCED_ADDRESS: '203.0.113.7',
      OPS_HOST: '10.0.0.7',
    };
    const workloads = rendered('--set', 'turn.urls={turn:turn.example:3478}').filter(
      ({ kind }) => kind === 'Deployment',
    );
    expect(workloads).toHaveLength(3);
    for (const { metadata, spec } of workloads) {
      const { template } = z.object({ template: z.object({ spec: podSpec }) }).parse(spec);
      for (const { args, env } of template.spec.containers) {
        const given = env.map(({ name, value }) => [name, value ?? outside[name]] as const);
        expect(
          given.filter(([, value]) => value === undefined),
          metadata.name,
        ).toEqual([]);
        const role = settingsOfRoles[args[0] ?? ''];
        expect(() => role?.read({ ...imageEnvironment(), ...Object.fromEntries(given) }), metadata.name).not.toThrow();
      }
    }
  });

  test('media nodes scale by the busiest worker as it is, not by a mean', () => {
    const hpa = rendered().find(
      ({ kind, metadata }) => kind === 'HorizontalPodAutoscaler' && metadata.name === 'inv-media',
    );
    expect(hpa?.spec).toMatchObject({
      metrics: [
        {
          type: 'External',
          external: { metric: { name: 'invigil_busiest_worker_load' }, target: { type: 'Value', value: '550m' } },
        },
      ],
    });
    const { rules } = parse(read('files/prometheus-adapter.yaml')) as {
      rules: { external: { metricsQuery: string }[] };
    };
    expect(rules.external[0]?.metricsQuery).toMatch(/^max\(invigil_media_server_busiest_worker_load/);
  });

  test('a media pod is alone on its node, on its network, and ends after its drain', () => {
    const media = rendered('--set', 'media.drainSeconds=100').find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'inv-media',
    );
    const { template } = z.object({ template: z.object({ spec: podSpec }) }).parse(media?.spec);
    expect(template.spec).toMatchObject({
      hostNetwork: true,
      terminationGracePeriodSeconds: 130,
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
        },
      },
    });
  });
});

test("the address of a pod's node is asked of Kubernetes, and a node without one is told", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'invigil-node-address-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const key = path.join(folder, 'key.pem');
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    path.join(folder, 'ca.crt'),
    '-days',
    '1',
    '-subj',
    '/CN=kubernetes',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ]);
  if (made.error) {
    process.stdout.write('skipped: no openssl here to make a certificate with.\n');
    return;
  }
  writeFileSync(path.join(folder, 'token'), 'the token of the account');
  const nodes: Record<string, object[]> = {
    'node-1': [
      { type: 'InternalIP', address: '10.0.0.7' },
      { type: 'ExternalIP', address: '203.0.113.7' },
    ],
    'node-2': [{ type: 'InternalIP', address: '10.0.0.8' }],
  };
  const heard: (string | undefined)[] = [];
  const kubernetes = createServer(
    { key: readFileSync(key), cert: readFileSync(path.join(folder, 'ca.crt')) },
    ({ url, headers }, response) => {
      heard.push(headers.authorization);
      response.end(JSON.stringify({ status: { addresses: nodes[url?.split('/').at(-1) ?? ''] } }));
    },
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void kubernetes.close());
  await once(kubernetes, 'listening');
  const address = kubernetes.address();
  const ask = async (node: string) => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'nodeAddress.ts'), path.join(folder, 'out')],
      {
        env: {
          NODE_NAME: node,
          KUBERNETES_SERVICE_HOST: '127.0.0.1',
          KUBERNETES_SERVICE_PORT: typeof address === 'object' ? String(address?.port) : '',
          ACCOUNT_DIR: folder,
        },
      },
    );
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    const [code] = await once(child, 'close');
    return { code, said };
  };
  expect(await ask('node-1')).toMatchObject({ code: 0 });
  expect(readFileSync(path.join(folder, 'out'), 'utf8')).toBe('203.0.113.7');
  expect(heard).toEqual(['Bearer the token of the account']);
  expect(await ask('node-2')).toMatchObject({ code: 1, said: expect.stringContaining('use media.announce=hostIP') });
});
