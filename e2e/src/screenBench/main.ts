import { availableParallelism, cpus } from 'node:os';
import { sourceProfiles } from '@invigil/contract/sources';
import { printResult } from '@invigil/loadtest/bench/result';
import { contents, screenSize } from './content.ts';
import { type CaseResult, measureCase } from './screenCase.ts';
import { Stage } from './stage.ts';
import { judgeScreen, readableWithin, tableOf } from './verdict.ts';

/**
 * Which codec carries an exam on a 1080p screen in the fewest bits and stays readable: real captures of a real X screen
 * through the product's media worker, each codec with each content at the product's ceiling and at 150 kbit/s. Takes
 * about four minutes. `--codecs VP8,AV1` measures only those.
 */
const codecs = (/--codecs[= ](\S+)/.exec(process.argv.join(' '))?.[1] ?? 'VP8,VP9,AV1,H264').split(',');
const say = (line: string) => process.stderr.write(`${line}\n`);
const focus = sourceProfiles.screen.encodings.find(({ step }) => step === 'focus');
if (focus === undefined) throw new Error('the screen has no sharp step');
const chosen = (sourceProfiles.screen.codecs[0] ?? '').replace('video/', '');
const cores = availableParallelism();

const results: CaseResult[] = [];
const stage = await Stage.open();
const versions = { browser: '', processor: cpus()[0]?.model.trim(), cores };
try {
  versions.browser = stage.sender.context().browser()?.version() ?? '';
  const inside = await stage.exam.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const captured = await stage.sender.evaluate(() => window.bench.capture());
  say(`the exam fills ${inside.width}x${inside.height}; captured ${captured.width}x${captured.height}`);
  if (inside.width !== screenSize.width || inside.height !== screenSize.height)
    throw new Error('it must fill the screen');
  for (const codec of codecs) {
    for (const ceiling of [focus.maxBitrate, readableWithin * 1_000]) {
      for (const content of contents) {
        const settings = { codec, content, ceiling, framesPerSecond: focus.maxFramerate };
        const result = await measureCase(stage, settings, cores);
        if (result === undefined) continue;
        results.push(result);
        say(tableOf([result]).split('\n').at(-1) ?? '');
      }
    }
    if (results.every((result) => result.codec !== codec)) say(`${codec}: this browser does not send it`);
  }
} finally {
  await stage.close();
}
say(tableOf(results));
printResult(
  judgeScreen({
    results,
    chosen,
    conditions: { ...versions, readable: 'text at least as legible as at half the resolution, twice a second or more' },
  }),
);
process.exit();
