import { setTimeout as pause } from 'node:timers/promises';
import { machineCpuMs } from '@invigil/loadtest/machine/counters';
import { monotonicMs } from '@invigil/loadtest/machine/monotonic';
import type { types } from 'mediasoup';
import { type Content, screenSize, textArea } from './content.ts';
import type { Stage } from './stage.ts';

export interface CaseSettings {
  codec: string;
  content: Content;
  /** Bits per second the encoder is allowed. */
  ceiling: number;
  framesPerSecond: number;
}

export interface CaseResult extends CaseSettings {
  kbps: number;
  encodeMs: number;
  sentFps: number;
  decodedFps: number;
  /** Median over the compared frames; null when no frame could be compared. */
  legibility: number | null;
  /** The legibility of the same text at half the resolution: what is at least that is readable. */
  yardstick: number | null;
  machinePercent: number;
  encoder: string;
  /** Why the figures say nothing about the codec. */
  faults: string[];
}

/** With few bits the first picture alone takes seconds. */
const settleMs = (ceiling: number) => (ceiling < 500_000 ? 5_000 : 3_000);
const measureMs = 5_000;
const grabs = 4;
/** More than this of all cores, and it is the machine that was measured. */
const mostMachinePercent = 95;

/** Sends one content with one codec through the media worker. Undefined when the browser does not have the codec. */
export async function measureCase(
  stage: Stage,
  settings: CaseSettings,
  cores: number,
): Promise<CaseResult | undefined> {
  const { exam, sender, watcher } = stage;
  const { content, ceiling, framesPerSecond } = settings;
  const [sending, receiving] = [await stage.openTransport('send'), await stage.openTransport('receive')];
  try {
    await exam.evaluate((shown) => (globalThis as unknown as ExamPage).play(shown), content);
    const encodings = [{ maxBitrate: ceiling, maxFramerate: framesPerSecond, scalabilityMode: 'L1T1' }];
    const producer = await publish(stage, sending, settings.codec, encodings);
    if (producer === undefined) return undefined;
    await watch(stage, receiving, producer.id);
    await pause(settleMs(ceiling));

    const read = async () => ({
      at: monotonicMs(),
      cpuMs: machineCpuMs(),
      bytes: (await producer.getStats()).reduce((sum, { byteCount }) => sum + byteCount, 0),
      sent: await sender.evaluate(() => window.bench.sent()),
      decoded: await watcher.evaluate(() => window.bench.framesDecoded()),
    });
    const before = await read();
    const limits = new Set<string>();
    for (let grab = 0; grab < grabs; grab += 1) {
      await pause(measureMs / grabs);
      await watcher.evaluate(() => window.bench.grab());
      limits.add((await sender.evaluate(() => window.bench.sent()))?.limitedBy ?? 'unknown');
    }
    const after = await read();
    const ms = after.at - before.at;
    const encoded = (after.sent?.framesEncoded ?? 0) - (before.sent?.framesEncoded ?? 0);
    const encodeSeconds = (after.sent?.encodeSeconds ?? 0) - (before.sent?.encodeSeconds ?? 0);
    const machinePercent = ((after.cpuMs - before.cpuMs) / ms / cores) * 100;
    const faults: string[] = [];
    if (limits.has('cpu')) faults.push('the encoder lacked processor time');
    if (machinePercent > mostMachinePercent) faults.push(`the machine was ${machinePercent.toFixed(0)} % busy`);
    if (after.sent?.width !== screenSize.width) faults.push(`the picture was sent ${after.sent?.width} wide`);
    return {
      ...settings,
      kbps: ((after.bytes - before.bytes) * 8) / ms,
      encodeMs: (encodeSeconds * 1_000) / Math.max(1, encoded),
      sentFps: (encoded * 1_000) / ms,
      decodedFps: ((after.decoded - before.decoded) * 1_000) / ms,
      ...(await compared(stage, content)),
      machinePercent,
      encoder: after.sent?.encoder ?? '',
      faults,
    };
  } finally {
    await Promise.all([sender, watcher].map((page) => page.evaluate(() => window.bench.end())));
    sending.close();
    receiving.close();
  }
}

interface ExamPage {
  play(content: Content): void;
  freeze(content: Content, state: number): Promise<void>;
}

async function publish(
  { sender, worker }: Stage,
  transport: types.WebRtcTransport,
  codec: string,
  encodings: types.RtpEncodingParameters[] | Record<string, unknown>[],
): Promise<types.Producer | undefined> {
  const produced = new Promise<types.Producer>((resolve) => transport.observer.once('newproducer', resolve));
  const options = {
    routerRtpCapabilities: worker.router.rtpCapabilities,
    transport: optionsOf(transport),
    mimeType: `video/${codec}`,
    encodings,
    startKbps: 3_000,
  };
  const id = await sender.evaluate((given) => window.bench.publish(given as never), options);
  return id === undefined ? undefined : await produced;
}

async function watch({ watcher, worker }: Stage, transport: types.WebRtcTransport, producerId: string): Promise<void> {
  const routerRtpCapabilities = worker.router.rtpCapabilities;
  const rtpCapabilities = await watcher.evaluate(
    (given) => window.bench.capabilities(given as never),
    routerRtpCapabilities,
  );
  const consumer = await transport.consume({ producerId, rtpCapabilities: rtpCapabilities as never, paused: true });
  const { id, kind, rtpParameters } = consumer;
  const options = {
    routerRtpCapabilities,
    transport: optionsOf(transport),
    consumer: { id, producerId, kind, rtpParameters },
  };
  await watcher.evaluate((given) => window.bench.watch(given as never), options);
  await consumer.resume();
}

/** Shows each grabbed state again, takes its picture and compares. */
async function compared({ exam, watcher }: Stage, content: Content) {
  const figures: { legibility: number; halved: number }[] = [];
  for (const state of await watcher.evaluate(() => window.bench.grabbedStates())) {
    await exam.evaluate(([shown, at]) => (globalThis as unknown as ExamPage).freeze(shown, at), [
      content,
      state,
    ] as const);
    const png = (await exam.screenshot({ clip: textArea })).toString('base64');
    const figure = await watcher.evaluate(([at, known]) => window.bench.compare(at, known), [state, png] as const);
    if (figure !== undefined) figures.push(figure);
  }
  return {
    legibility: median(figures.map(({ legibility }) => legibility)),
    yardstick: median(figures.map(({ halved }) => halved)),
  };
}

function median(values: number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

const optionsOf = ({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) => ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
});
