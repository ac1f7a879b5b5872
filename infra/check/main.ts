import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { rawCompose } from '../compose/composeFile.ts';
import { boards } from '../grafana/boards/boardJson.ts';
import { envText, newSecrets } from '../keys/secrets.ts';
import { environmentWith } from './config.ts';
import { provideTool } from './tools.ts';

// npm run infra:check: what is deployed, judged by the programs that will read it. One line for each; what cannot be asked
// here is skipped and says why.

const infra = path.resolve(import.meta.dirname, '..');
const composeSchema = 'github.com/compose-spec/compose-go/v2@v2.16.2';
const composeFiles = ['one-machine.yaml', 'cluster.yaml'];
const chart = path.join(infra, 'helm/invigil');
const say = (line: string) => void process.stdout.write(`${line}\n`);
const scratch = mkdtempSync(path.join(tmpdir(), 'invigil-check-'));

/** Thrown when something is not here to be asked. */
class Skipped extends Error {}

function tool(name: Parameters<typeof provideTool>[0]): string {
  try {
    return provideTool(name, say);
  } catch (cause) {
    throw new Skipped((cause as Error).message, { cause });
  }
}

/** Runs a program; throws what it said when it fails. */
function run(program: string, args: string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: environmentWith(env),
    maxBuffer: 2 ** 26,
  });
  if (status !== 0)
    throw new Error(`${path.basename(program)} ${args.join(' ')}\n${error?.message ?? stdout + stderr}`);
  return stdout;
}

const kubeVersion = ['--kube-version', '1.33.0'];
const variants = {
  plain: [],
  whole: ['--set', 'monitoring.enabled=true,media.announce=nodeExternalIP', '--set', 'turn.urls={turn:t.example:3478}'],
  least: ['--set', 'autoscaling.enabled=false,networkPolicy.enabled=false,backup.enabled=false,files.existingClaim=f'],
};

const checks: Record<string, () => void> = {
  'helm lint': () => {
    run(tool('helm'), ['lint', '--strict', chart, ...kubeVersion, '--set', 'domain=exams.example']);
  },
  'helm template, and the schemas of Kubernetes': () => {
    const validate = tool('kubectl-validate');
    for (const [name, sets] of Object.entries(variants)) {
      const text = run(tool('helm'), [
        'template',
        'inv',
        chart,
        ...kubeVersion,
        '--set',
        'domain=exams.example',
        ...sets,
      ]);
      // The Prometheus operator's kinds are not Kubernetes' own.
      const own = text.split(/^---$/m).filter((each) => !each.includes('monitoring.coreos.com'));
      const file = path.join(scratch, `${name}.yaml`);
      writeFileSync(file, own.join('---'));
      run(validate, [file, '--version', '1.30']);
    }
  },
  'promtool: configuration, rules and their tests': () => {
    const promtool = tool('promtool');
    run(promtool, ['check', 'config', '--syntax-only', path.join(infra, 'prometheus/prometheus.yaml')]);
    run(promtool, ['check', 'rules', path.join(infra, 'prometheus/rules.yaml')]);
    run(promtool, ['test', 'rules', path.join(infra, 'prometheus/rules.test.yaml')]);
  },
  'promtool: every expression of a dashboard': () => {
    const panels = Object.values(boards).flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    const expressions = panels.flatMap((panel) =>
      panel.kind === 'table' ? [] : panel.queries.map(({ expr }) => expr),
    );
    const rules = expressions.map((expr, i) => ({ record: `panel:${i}`, expr }));
    const file = path.join(scratch, 'panels.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    run(tool('promtool'), ['check', 'rules', file]);
  },
  'caddy validate': () => {
    const env = {
      DOMAIN: 'exams.example',
      API_NODES: 'a:8080 b:8080',
      SIGNALING_NODES: 'a:4443 b:4443',
      ACME_EMAIL: '',
    };
    const config = ['--config', path.join(infra, 'caddy/Caddyfile'), '--adapter', 'caddyfile'];
    run(tool('caddy'), ['validate', ...config], env);
    run(tool('caddy'), ['fmt', '--diff', path.join(infra, 'caddy/Caddyfile')]);
  },
  "the schema of Compose's files": () => {
    const { stdout, status } = spawnSync('go', ['mod', 'download', '-json', composeSchema], { encoding: 'utf8' });
    if (status !== 0) throw new Skipped('the schema is in a Go module, and there is no Go or no network');
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    const schema = JSON.parse(readFileSync(path.join(Dir, 'schema/compose-spec.json'), 'utf8')) as object;
    const isCompose = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile({
      ...schema,
      $schema: undefined,
    });
    for (const file of composeFiles) {
      if (!isCompose(rawCompose(file, { ...given, ...secrets })))
        throw new Error(`${file}: ${JSON.stringify(isCompose.errors)}`);
    }
  },
  'docker compose config': () => {
    if (spawnSync('docker', ['compose', 'version']).status !== 0) throw new Skipped('there is no docker compose here');
    const env = path.join(scratch, 'env');
    writeFileSync(env, envText({ ...given, ...secrets }));
    for (const file of composeFiles)
      run('docker', ['compose', '-f', path.join(infra, 'compose', file), '--env-file', env, 'config', '--quiet']);
  },
  'docker build': () => {
    if (spawnSync('docker', ['info']).status !== 0) throw new Skipped('there is no Docker daemon here');
    run('docker', ['build', '-f', path.join(infra, 'docker/Dockerfile'), '-t', 'invigil:check', path.dirname(infra)]);
  },
};

const given = { DOMAIN: 'exams.example', PUBLIC_ADDRESS: '203.0.113.7' };
const secrets = await newSecrets();
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    check();
    say(`ok       ${name}`);
  } catch (error) {
    const why = (error as Error).message;
    if (!(error instanceof Skipped)) failed += 1;
    say(error instanceof Skipped ? `skipped  ${name}: ${why}` : `FAILED   ${name}\n${why}`);
  }
}
rmSync(scratch, { recursive: true });
process.exitCode = failed > 0 ? 1 : 0;
