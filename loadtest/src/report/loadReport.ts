import { z } from 'zod';

const figures = z.record(z.string(), z.number());
const processFigures = z.object({
  name: z.string(),
  side: z.enum(['target', 'generator']),
  meanPercent: z.number(),
  mostPercent: z.number(),
  mostMainPercent: z.number(),
});
const judgement = z.object({ load: z.string(), threshold: z.string(), value: z.number().nullable(), met: z.boolean() });
const sample = z.object({
  atMs: z.number(),
  machinePercent: z.number(),
  cores: z.int(),
  uses: z.record(z.string(), z.object({ percent: z.number(), mainPercent: z.number() })),
});

/** Everything a load test tells of itself, as it is kept. */
export const loadReport = z.object({
  at: z.iso.datetime(),
  what: z.string(),
  profile: z.string(),
  against: z.string(),
  /** Candidates of each scenario. */
  people: figures,
  judged: z.boolean(),
  reasons: z.array(z.string()),
  passed: z.boolean(),
  judgements: z.array(judgement),
  bottleneck: z.object({ process: z.string().nullable(), isGenerator: z.boolean(), why: z.string() }),
  /** By scenario and metric of k6, each with its figures. */
  metrics: z.record(z.string(), z.record(z.string(), figures)),
  media: z
    .object({
      bots: z.number(),
      joinP95Ms: z.number(),
      sentPackets: z.number(),
      reportedPackets: z.number(),
      lossPercent: z.number(),
      failures: z.array(z.string()),
    })
    .nullable(),
  processes: z.array(processFigures),
  samples: z.array(sample),
  machine: z.record(z.string(), z.unknown()),
  comparedWith: z.string().nullable(),
  regressions: z.array(z.string()),
});
export type LoadReport = z.infer<typeof loadReport>;
