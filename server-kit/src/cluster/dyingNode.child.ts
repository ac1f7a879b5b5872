import { nodeId } from '@invigil/contract/ids';
import { z } from 'zod';
import { createLog } from '../log.ts';
import { openCluster } from './open.ts';

// Claims a lease, says so, and waits to be killed: the suite's node that dies without a word.
const [redisUrl, group, name, ttlMs] = z
  .tuple([z.url(), z.string(), z.string(), z.coerce.number()])
  .parse(process.argv.slice(2));
const log = createLog({ name: 'dying', level: 'silent' });
const cluster = await openCluster({ nodeId: nodeId.parse('dying'), redisUrl, log });
const schema = z.strictObject({ load: z.number() });
if (await cluster.claim({ group, name, schema, value: { load: 0 }, ttlMs })) process.stdout.write('claimed\n');
