import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startNode } from '../testkit/startNode.ts';

const source = path.resolve(import.meta.dirname);
const ownSources = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

test('ASVS 17.2.1 every worker makes its own DTLS key when it starts, and none is read from anywhere', async () => {
  const nodes = await Promise.all([startNode(), startNode()]);
  const fingerprints = await Promise.all(
    nodes.map(async (node) => {
      const { sendTransport } = await node.place();
      return sendTransport.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256')?.value;
    }),
  );
  expect(fingerprints[0]).toMatch(/^[\dA-F:]{95}$/);
  expect(fingerprints[1]).toMatch(/^[\dA-F:]{95}$/);
  expect(fingerprints[0]).not.toBe(fingerprints[1]);
  for (const file of ownSources) {
    expect(readFileSync(path.join(source, file), 'utf8'), file).not.toMatch(/dtlsCertificateFile|dtlsPrivateKeyFile/);
  }
});

test('ASVS 17.2.7 nothing here records: media leaves a worker to watchers and nowhere else', () => {
  for (const file of ownSources) {
    const text = readFileSync(path.join(source, file), 'utf8');
    expect(text, file).not.toMatch(/createPlainTransport|createDirectTransport|pipeToRouter|createPipeTransport/);
  }
});
