import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { z } from 'zod';
import { readNodeAddressConfig } from './nodeAddressConfig.ts';

// node infra/helm/nodeAddress.ts <file>: writes the external address that the cloud gave this pod's node. Runs before a
// media node does, because a pod is told its node's inner address only.

const node = z.object({
  status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string().min(1) })) }),
});

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node infra/helm/nodeAddress.ts <file>');
const env = readNodeAddressConfig();
const { addresses } = node.parse(JSON.parse(await ask(`/api/v1/nodes/${encodeURIComponent(env.NODE_NAME)}`))).status;
const external = addresses.find(({ type }) => type === 'ExternalIP')?.address;
if (external === undefined) {
  throw new Error(`The node ${env.NODE_NAME} has no ExternalIP; use media.announce=hostIP, or give the node one.`);
}
writeFileSync(file, external);
process.stdout.write(`${env.NODE_NAME} is reached at ${external}\n`);

function ask(path: string): Promise<string> {
  const options = {
    host: env.KUBERNETES_SERVICE_HOST,
    port: env.KUBERNETES_SERVICE_PORT,
    path,
    ca: readFileSync(`${env.ACCOUNT_DIR}/ca.crt`),
    headers: { authorization: `Bearer ${readFileSync(`${env.ACCOUNT_DIR}/token`, 'utf8')}` },
    timeout: 10_000,
  };
  return new Promise((resolve, reject) => {
    const asked = request(options, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('end', () =>
        reply.statusCode === 200 ? resolve(text) : reject(new Error(`${reply.statusCode} ${text}`)),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error('The Kubernetes API does not answer.')));
    asked.on('error', reject);
    asked.end();
  });
}
