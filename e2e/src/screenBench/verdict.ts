import { atMost } from '@invigil/loadtest/bench/judge';
import type { BenchResult } from '@invigil/loadtest/bench/result';
import type { CaseResult } from './screenCase.ts';

/** A screen is to be readable within this many kilobits a second. */
export const readableWithin = 150;

export interface Verdict {
  results: CaseResult[];
  /** The codec the product sends the screen with. */
  chosen: string;
  conditions: Record<string, unknown>;
}

/** A sharp picture that is older than half a second does not show what somebody does. */
const fewestPictures = 2;

/** Text that survived at least as well as at half the resolution, in pictures that follow what happens. */
export const isReadable = ({ legibility, yardstick, decodedFps }: CaseResult) =>
  legibility !== null && yardstick !== null && legibility >= yardstick && decodedFps >= fewestPictures;

export function judgeScreen({ results, chosen, conditions }: Verdict): BenchResult {
  const reasons = results.flatMap(({ codec, content, ceiling, faults }) =>
    faults.map((fault) => `${codec}, ${content}, ${ceiling / 1_000} kbit/s: ${fault}`),
  );
  const codecs = [...new Set(results.map(({ codec }) => codec))];
  const figures = new Map(codecs.map((codec) => [codec, figuresOf(results, codec)] as const));
  const [ours, peer] = [figures.get(chosen) ?? null, figures.get('VP8') ?? null];
  const best = [...figures.values()].reduce<ReturnType<typeof figuresOf> | null>(
    (found, next) => (next.kbps !== null && next.kbps < (found?.kbps ?? Infinity) ? next : found),
    null,
  );
  return {
    bench: 'screen',
    judged: reasons.length === 0 && ours !== null,
    reasons,
    ours,
    peer,
    limit: best,
    ratio: ours?.kbps && peer?.kbps ? ours.kbps / peer.kbps : null,
    goals: [
      atMost(`kbit/s for readable scrolling text with ${chosen}`, ours?.kbps ?? undefined, readableWithin),
      atMost(`kbit/s for readable typing with ${chosen}`, ours?.typingKbps ?? undefined, readableWithin),
      atMost(`kbit/s for a readable idle page with ${chosen}`, ours?.idleKbps ?? undefined, readableWithin),
    ],
    conditions: { ...conditions, cases: results },
  };
}

function figuresOf(results: CaseResult[], codec: string) {
  const least = (content: string) => {
    const readable = results.filter((one) => one.codec === codec && one.content === content && isReadable(one));
    return readable.length === 0 ? null : Math.min(...readable.map(({ kbps }) => kbps));
  };
  const encodeMs = results.filter((one) => one.codec === codec && one.content === 'scrolling');
  return {
    codec,
    kbps: least('scrolling'),
    typingKbps: least('typing'),
    idleKbps: least('idle'),
    encodeMs: Math.max(...encodeMs.map((one) => one.encodeMs)),
  };
}

/** The cases as a table to read. */
export function tableOf(results: CaseResult[]): string {
  const rows = results.map((one) => [
    one.codec,
    one.content,
    String(one.ceiling / 1_000),
    one.kbps.toFixed(0),
    one.encodeMs.toFixed(1),
    one.decodedFps.toFixed(1),
    one.legibility?.toFixed(3) ?? '-',
    one.yardstick?.toFixed(3) ?? '-',
    isReadable(one) ? 'yes' : 'no',
    one.faults.join('; '),
  ]);
  const head = ['codec', 'content', 'ceiling', 'kbit/s', 'ms/frame', 'fps', 'legible', 'half', 'readable', 'faults'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
