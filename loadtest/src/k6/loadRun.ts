import type { LoadCandidate, LoadProctor } from '@invigil/contract/benchLoad';
import { say } from '../bench/surroundings.ts';
import { generatorCores, type K6Metrics, K6Process } from './k6Process.ts';
import { MediaDriver, type MediaFigures } from './mediaDriver.ts';
import { planOf, roomSize } from './plans.ts';
import { type Observed, ProcessorUse, type Sample } from './processorUse.ts';
import { type Load, type LoadName, type Profile, type ProfileName, thresholdsOf } from './profiles.ts';
import { dueTimes } from './schedule.ts';
import type { LoadTarget } from './target.ts';

export interface LoadRun {
  metrics: Partial<Record<LoadName, K6Metrics>>;
  people: Partial<Record<LoadName, number>>;
  media: MediaFigures | null;
  observed: readonly Observed[];
  samples: readonly Sample[];
}

/** Bots' rooms are watched too where there are proctors. */
interface Cast {
  bots: readonly LoadCandidate[];
  theirProctors: readonly LoadProctor[];
}

/**
 * Fills the target, then lets the people of all given scenarios and the bots come at the same time, and looks at every process
 * meanwhile. The target is warm before: it has answered its people's first questions.
 */
export async function runLoads(
  target: LoadTarget,
  loads: readonly { name: LoadName; load: Load }[],
  { profileName, k6 }: { profileName: ProfileName; k6: string },
): Promise<LoadRun> {
  const profiles = loads.map(({ name, load }) => ({ name, load, profile: load.profiles[profileName] }));
  const cast = await castBots(
    target,
    profiles.map(({ profile }) => profile),
  );
  const plans = [];
  for (const { name, load, profile } of profiles) {
    const people = await peopleOf(target, name, profile, cast);
    const { apiUrl, password } = target;
    const thresholds = thresholdsOf(load, profileName);
    plans.push({ name, load, plan: planOf(name, profile, { people, target: { apiUrl, password }, thresholds }) });
    say(
      `${name}: ${people.candidates.length} candidates, ${people.proctors.length} proctors, ${people.readers.length} readers`,
    );
  }
  const driver = cast.bots.length > 0 ? await MediaDriver.start(target.apiUrl, cast.bots) : undefined;
  const running: { name: LoadName; k6: K6Process }[] = [];
  try {
    if (driver) say(`${cast.bots.length} bots send webcam and screen`);
    for (const { name, load, plan } of plans) running.push({ name, k6: await K6Process.start(k6, load.script, plan) });
    const observed = observedOf(target, running, driver);
    const use = ProcessorUse.start(observed);
    try {
      const measured = await Promise.all(running.map(async (one) => [one.name, await one.k6.finished()] as const));
      const samples = use.end();
      return {
        metrics: Object.fromEntries(measured),
        people: Object.fromEntries(
          plans.map(({ name, plan }) => [name, plan.groups.flatMap((group) => group.candidates).length]),
        ),
        media: driver ? await driver.figures() : null,
        observed,
        samples,
      };
    } finally {
      use.end();
    }
  } finally {
    await Promise.all(running.map((one) => one.k6.close()));
    await driver?.close();
  }
}

async function castBots(target: LoadTarget, profiles: readonly Profile[]): Promise<Cast> {
  const bots = Math.max(...profiles.map((profile) => profile.bots));
  const proctorsPerRoom = Math.max(...profiles.map((profile) => profile.proctorsPerRoom));
  if (bots === 0) return { bots: [], theirProctors: [] };
  const seeded = await target.seed({ state: 'writing', rooms: 1, candidatesPerRoom: bots, proctorsPerRoom });
  return { bots: seeded.candidates, theirProctors: seeded.proctors };
}

async function peopleOf(target: LoadTarget, name: LoadName, profile: Profile, cast: Cast) {
  const count = dueTimes(profile.arrivals).length;
  const { proctorsPerRoom } = profile;
  const seeded = await target.seed({
    state: name === 'morning' ? 'scheduled' : 'writing',
    rooms: Math.ceil(count / roomSize),
    candidatesPerRoom: Math.min(count, roomSize),
    proctorsPerRoom,
  });
  const readers =
    profile.readers === 0
      ? []
      : (await target.seed({ state: 'scheduled', rooms: 1, candidatesPerRoom: profile.readers, proctorsPerRoom: 0 }))
          .candidates;
  return {
    candidates: seeded.candidates.slice(0, count),
    proctors: [...seeded.proctors, ...(proctorsPerRoom > 0 ? cast.theirProctors : [])],
    readers,
  };
}

function observedOf(
  target: LoadTarget,
  running: readonly { name: LoadName; k6: K6Process }[],
  driver: MediaDriver | undefined,
): Observed[] {
  return [
    { name: 'loadtest', pid: process.pid, tree: false, side: 'generator' },
    ...target.processes.map((one): Observed => ({ ...one, side: 'target' })),
    ...running.map(
      ({ name, k6 }): Observed => ({
        name: `k6 ${name}`,
        pid: k6.pid,
        tree: false,
        side: 'generator',
        cores: generatorCores,
      }),
    ),
    ...(driver?.pids ?? []).map(
      (pid, index): Observed => ({ name: `bots ${index + 1}`, pid, tree: false, side: 'generator' }),
    ),
  ];
}
