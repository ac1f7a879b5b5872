import { z } from 'zod';
import { benchName } from './benches.ts';
import { benchLine } from './benchLine.ts';

/** What came of one bench, when and of which source. */
export const benchRecord = z
  .object({
    bench: benchName,
    at: z.iso.datetime(),
    /** Of the source that was measured; null when a saved line does not tell. */
    commit: z.string().nullable(),
    /** Machine and versions, by name. */
    machine: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .and(z.union([z.object({ result: benchLine }), z.object({ failed: z.string() })]));
export type BenchRecord = z.infer<typeof benchRecord>;
