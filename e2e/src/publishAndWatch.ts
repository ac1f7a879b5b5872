import { openContext, openHeadlessBrowser } from './support/browsers.ts';
import { Invigil } from './support/invigil.ts';
import { demo, openWall, shareEverything, signIn } from './support/people.ts';
import { untilMoving } from './support/pictures.ts';

/**
 * Publish and watch, again and again: a candidate page that has just been loaded shares webcam and screen, and a
 * proctor page that has just been loaded must show both moving. Every second run asks for the focus at once. One run in
 * which a picture does not come is a failure of the media worker or of how it is used.
 *
 * Usage: `npm run prove:watch -- 50`. Prints one JSON line last; exits with 1 when a run failed.
 */
const runs = Number(process.argv[2] ?? 50);
const invigil = await Invigil.start();
const [candidateBrowser, proctorBrowser] = await Promise.all([
  openHeadlessBrowser({ fakeCapture: true }),
  openHeadlessBrowser(),
]);
const failures: string[] = [];
const times: number[] = [];

try {
  const origin = invigil.url;
  const candidate = await (await openContext(candidateBrowser, { origin })).newPage();
  const proctor = await (await openContext(proctorBrowser, { origin })).newPage();
  await signIn(candidate, invigil, demo.candidate);
  await signIn(proctor, invigil, demo.proctor);
  await openWall(proctor);
  for (let run = 1; run <= runs; run += 1) {
    const focusAtOnce = run % 2 === 0;
    try {
      await candidate.goto(`${origin}/sittings`);
      await Promise.all([shareEverything(candidate), proctor.reload()]);
      if (focusAtOnce) await proctor.getByTestId('tile-screen').first().click();
      const place = focusAtOnce ? 'focus' : 'tile';
      const pictures = await Promise.all(
        ['webcam', 'screen'].map((source) =>
          untilMoving(proctor.getByTestId(`${place}-${source}`).first(), `the ${source} ${place}`, {
            frames: 3,
            minWidth: focusAtOnce && source === 'webcam' ? 640 : 1,
            ms: 15_000,
          }),
        ),
      );
      times.push(Math.max(...pictures));
      process.stderr.write(`run ${run} of ${runs}: ${place} moving after ${Math.max(...pictures)} ms\n`);
    } catch (fault) {
      failures.push(`run ${run} (${focusAtOnce ? 'focus at once' : 'tile'}): ${String(fault)}`);
      process.stderr.write(`${failures.at(-1)}\n`);
      if (invigil.process.ended) throw new Error(`Invigil ended:\n${invigil.process.output}`, { cause: fault });
    }
  }
} finally {
  await Promise.all([candidateBrowser.close(), proctorBrowser.close()]);
  await invigil.stop();
}

times.sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({ proof: 'publishAndWatch', runs, ok: times.length, failed: failures.length, medianMs: times[times.length >> 1] ?? null, failures })}\n`,
);
process.exitCode = failures.length === 0 && times.length === runs ? 0 : 1;
