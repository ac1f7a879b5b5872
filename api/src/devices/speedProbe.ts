import { randomBytes } from 'node:crypto';
import { limits } from '@invigil/contract/limits';
import type { Clock } from '@invigil/server-kit/clock';
import { Allowances } from '../http/allowances.ts';
import type { Handlers } from '../http/handlers.ts';

/** A check needs a few of these; forty a minute for long would be a load, and no measurement. */
const perAccount = { burst: 24, everyMs: 5_000 };

/** Answers with as many random bytes as asked: cut from the same ones each time, which no compression can shorten. */
export function speedProbeHandler(clock: Clock): Handlers['speedProbe'] {
  const bytes = randomBytes(limits.speedProbeBytes);
  const probes = new Allowances(perAccount, clock);
  return async ({ session, query }) => {
    probes.take(session.account.id);
    return { fileName: 'speed-probe.bin', content: bytes.subarray(0, query.bytes) };
  };
}
