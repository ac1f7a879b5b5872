import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const loadNames = ['morning', 'writing', 'storm', 'wall'] as const;
export type LoadName = (typeof loadNames)[number];
export const profileNames = ['smoke', 'average', 'stress', 'spike', 'soak'] as const;
export type ProfileName = (typeof profileNames)[number];

/** Proctors' lines break spread over this share of the time between two breaks. */
export const cutSpread = 0.5;

const seconds = z.number().positive().max(3_600);
const stage = z.strictObject({ seconds, perSecond: z.number().positive().max(500) });
export type Stage = z.infer<typeof stage>;

/** What somebody does after they came; what a scenario does not know is zero. */
const profile = z
  .strictObject({
    /** Candidates come at these rates, one after the other. */
    arrivals: z.array(stage).min(1).max(10),
    /** How long all stay after the last one came. */
    staySeconds: seconds,
    /** Sockets break: candidates' in the storm, all at the same moment; proctors' on the wall, one after the other. */
    cuts: z
      .strictObject({ times: z.int().min(1).max(200), everySeconds: seconds, forSeconds: z.number().min(0).max(30) })
      .optional(),
    /** People with nothing but their dashboard open. */
    readers: z.int().min(0).max(1_000).default(0),
    proctorsPerRoom: z.int().min(0).max(50).default(0),
    messagesPerSecond: z.number().min(0).max(500).default(0),
    laddersPerSecond: z.number().min(0).max(500).default(0),
    /** Candidates with webcam and screen beside all these, by the media driver. */
    bots: z.int().min(0).max(200),
  })
  .refine(({ arrivals }) => arrivals.every((one) => one.seconds * one.perSecond >= 1), 'nobody would come in a stage')
  .refine(
    ({ cuts, staySeconds }) =>
      !cuts || (cuts.times + cutSpread) * cuts.everySeconds + cuts.forSeconds + 2 <= staySeconds,
    'the last cut would not be over two seconds before the end',
  );
export type Profile = z.infer<typeof profile>;

/** Of a metric of k6, each in its own language, such as `p(95)<=250`. */
const thresholds = z.record(z.string(), z.array(z.string().regex(/^\S+$/)).min(1));
const load = z.strictObject({
  script: z.string().regex(/^\w+\.ts$/),
  /** What must hold on any machine, and what only where the machine is not shared: left out of a smoke run. */
  thresholds,
  speed: thresholds,
  profiles: z.strictObject({
    smoke: profile,
    average: profile,
    stress: profile,
    spike: profile,
    soak: profile,
  }),
});
export type Load = z.infer<typeof load>;
const profilesFile = z.strictObject({ morning: load, writing: load, storm: load, wall: load });

/**
 * The stages of every scenario and profile, and the thresholds by which a run is judged.
 * @throws {z.ZodError} naming every fault.
 */
export function readProfiles(
  file: string | URL = new URL('../../k6/profiles.json', import.meta.url),
): Record<LoadName, Load> {
  return profilesFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What a run of a profile is judged by. */
export function thresholdsOf({ thresholds: always, speed }: Load, name: ProfileName): Record<string, string[]> {
  return name === 'smoke' ? always : { ...always, ...speed };
}
