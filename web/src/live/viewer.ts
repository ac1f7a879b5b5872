import { type LinkTimers, systemTimers } from '@invigil/contract/client/liveLinkTimers';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { StreamId, TransportId, WatchId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { Step } from '@invigil/contract/sources';
import type { Device, types } from 'mediasoup-client';
import type { LiveCall } from './call.ts';
import { Receivers } from './receivers.ts';
import { firstFrame, goesOnFrom } from './succession.ts';
import { keepPausedMs, type Picture, type Plan, planOf } from './viewerPlan.ts';
import { rtpCapabilitiesOf } from './wireParameters.ts';

interface Parts {
  call: LiveCall;
  /** The picture of a stream came, or went with undefined. */
  picture: (streamId: StreamId, track: MediaStreamTrack | undefined) => void;
  /** Something did not work and is tried again by itself. */
  hiccup: (fault: unknown) => void;
  timers?: LinkTimers;
  /** Resolves when a consumer has something to show. */
  firstFrame?: (consumer: types.Consumer) => Promise<void>;
}

/** What changes within this time goes to signaling in one batch. */
const gatherMs = 50;
const firstRetryMs = 500;
const longestRetryMs = 8_000;
/** A stream is shown no longer than this in the place of another. */
const longestHeldMs = 8_000;

/** Keeps what is watched equal to what is in sight: opens in batches, pauses what left, closes it after a while. */
export class Viewer {
  readonly #parts: Parts;
  readonly #timers: LinkTimers;
  readonly #pictures = new Map<StreamId, Picture>();
  readonly #consumers = new Map<StreamId, types.Consumer>();
  /** What is shown until the first frame of another stream is here, by that stream. */
  readonly #formers = new Map<StreamId, Picture>();
  #receivers: Receivers | undefined;
  #capabilitiesSent = false;
  #cancelWake: () => void = () => undefined;
  #wakeAt = Number.POSITIVE_INFINITY;
  #working: Receivers | undefined;
  /** Something changed while a round was under way. */
  #again = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timers = parts.timers ?? systemTimers;
  }

  /** A new presence: nothing of an older one is left at the server, so everything is watched again. */
  moveTo(device: Device, iceServers: RTCIceServer[]): void {
    this.#leave();
    const { call, hiccup } = this.#parts;
    this.#receivers = new Receivers({ call, device, iceServers, hiccup });
    this.#capabilitiesSent = false;
    this.#wake(0);
  }

  /** Everything in sight and at which step; what is not named is out of sight. */
  show(wanted: ReadonlyMap<StreamId, Step>): void {
    const now = this.#timers.now();
    for (const [streamId, picture] of this.#pictures) {
      if (picture.held) continue;
      if (picture.wanted !== undefined && !wanted.has(streamId)) picture.leftAt = now;
      picture.wanted = wanted.get(streamId);
    }
    let looksCloser = false;
    for (const [streamId, step] of wanted) {
      const picture = this.#pictures.get(streamId);
      if (picture === undefined) this.#pictures.set(streamId, newPicture(streamId, step));
      else looksCloser ||= step === 'focus' && picture.watch?.step === 'tile';
    }
    // Whoever looks closer waits for nothing, not even for their own page to draw what they asked for.
    if (looksCloser) this.#begin();
    else this.#wake(gatherMs);
  }

  /** A stream goes on as another, by way of another media node: it is shown until the first frame of that one is here. */
  succeed(before: StreamId, after: StreamId): void {
    const former = this.#pictures.get(before);
    const consumer = this.#consumers.get(before);
    if (former?.wanted === undefined || former.held || consumer === undefined || this.#pictures.has(after)) return;
    former.held = true;
    this.#formers.set(after, former);
    this.#pictures.set(after, newPicture(after, former.wanted));
    this.#parts.picture(after, consumer.track);
    this.#begin();
    this.#timers.after(longestHeldMs, () => this.#release(after, former));
  }

  /** The server ended these watches; what is still in sight is watched again. */
  watchesClosed(watchIds: readonly WatchId[]): void {
    for (const picture of this.#pictures.values()) {
      if (picture.watch === undefined || !watchIds.includes(picture.watch.watchId)) continue;
      this.#drop(picture);
      this.#postpone(picture);
    }
  }

  /** A receive transport died with its worker. */
  receiverClosed(transportId: TransportId): void {
    for (const picture of this.#pictures.values()) {
      if (picture.watch?.transportId === transportId) this.#drop(picture);
    }
    this.#receivers?.close(transportId);
    this.#wake(gatherMs);
  }

  close(): void {
    this.#leave();
    this.#pictures.clear();
    this.#cancelWake();
  }

  #leave(): void {
    for (const former of this.#formers.values()) Object.assign(former, { held: false, wanted: undefined });
    this.#formers.clear();
    for (const picture of this.#pictures.values()) {
      this.#drop(picture);
      picture.notBefore = 0;
    }
    this.#receivers?.closeAll();
    this.#receivers = undefined;
  }

  #wake(inMs: number): void {
    const at = this.#timers.now() + inMs;
    if (at >= this.#wakeAt) return;
    this.#cancelWake();
    this.#wakeAt = at;
    this.#cancelWake = this.#timers.after(inMs, () => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#receivers === undefined) return;
    if (this.#working === this.#receivers) this.#again = true;
    else void this.#work(this.#receivers);
  }

  /** One round at a time; the next one is planned when this one is done. */
  async #work(receivers: Receivers): Promise<void> {
    this.#working = receivers;
    this.#again = false;
    const plan = planOf(this.#pictures.values(), this.#timers.now());
    for (const streamId of plan.forget) this.#pictures.delete(streamId);
    try {
      await this.#carryOut(plan, receivers);
    } catch (fault) {
      if (receivers !== this.#receivers) return;
      this.#parts.hiccup(fault);
      this.#wake(firstRetryMs);
    }
    if (receivers !== this.#receivers) return;
    this.#working = undefined;
    if (this.#again) this.#wake(0);
    const { wakeAt } = planOf(this.#pictures.values(), this.#timers.now());
    if (wakeAt !== undefined) this.#wake(Math.max(0, wakeAt - this.#timers.now()));
  }

  async #carryOut(plan: Plan, receivers: Receivers): Promise<void> {
    const { call } = this.#parts;
    for (const step of ['focus', 'tile'] as const) {
      await this.#each(plan.step[step], (watchIds) => call('setStep', { watchIds, step }), { step });
    }
    await this.#each(plan.resume, (watchIds) => call('resumeWatch', { watchIds }), { paused: false });
    await this.#each(plan.pause, (watchIds) => call('pauseWatch', { watchIds }), { paused: true });
    for (const picture of this.#pictures.values()) {
      if (picture.watch !== undefined && plan.close.includes(picture.watch.watchId)) this.#drop(picture);
    }
    for (const watchIds of batches(plan.close)) await ignoreGone(call('unwatch', { watchIds }));
    for (const streams of batches(plan.open)) await this.#open(streams, receivers);
  }

  /** Tells signaling something of these watches in batches, and notes what is true of them then. */
  async #each(
    watchIds: WatchId[],
    tell: (batch: WatchId[]) => Promise<unknown>,
    now: Partial<NonNullable<Picture['watch']>>,
  ): Promise<void> {
    for (const batch of batches(watchIds)) {
      await ignoreGone(tell(batch));
      for (const { watch } of this.#pictures.values()) {
        if (watch !== undefined && batch.includes(watch.watchId)) Object.assign(watch, now);
      }
    }
  }

  async #open(streams: Plan['open'], receivers: Receivers): Promise<void> {
    const rtpCapabilities = this.#capabilitiesSent ? undefined : rtpCapabilitiesOf(receivers.capabilities);
    try {
      const reply = await this.#parts.call('watch', { rtpCapabilities, streams });
      if (receivers !== this.#receivers) return;
      this.#capabilitiesSent = true;
      for (const options of reply.transports) receivers.open(options);
      for (const { streamId, error } of reply.refused) this.#refused(streamId, error);
      const steps = new Map(streams.map(({ streamId, step }) => [streamId, step]));
      const opened = await Promise.all(reply.watches.map((watch) => this.#consume(watch, steps, receivers)));
      const watchIds = opened.filter((watchId) => watchId !== undefined);
      await this.#each(watchIds, (batch) => this.#parts.call('resumeWatch', { watchIds: batch }), { paused: false });
    } catch (fault) {
      for (const { streamId } of streams) this.#refused(streamId);
      throw fault;
    }
  }

  async #consume(
    watch: OpenedWatch,
    steps: ReadonlyMap<StreamId, Step>,
    receivers: Receivers,
  ): Promise<WatchId | undefined> {
    const { watchId, streamId, transportId } = watch;
    const picture = this.#pictures.get(streamId);
    try {
      const consumer = await receivers.consume(watch);
      if (receivers !== this.#receivers || picture === undefined) return undefined;
      picture.watch = { watchId, transportId, step: steps.get(streamId) ?? 'tile', paused: true };
      picture.refusals = 0;
      this.#consumers.set(streamId, consumer);
      const former = this.#formers.get(streamId);
      if (former === undefined) this.#parts.picture(streamId, consumer.track);
      else void this.#takeOver(former, streamId, consumer);
      return watchId;
    } catch (fault) {
      this.#refused(streamId);
      this.#parts.hiccup(fault);
      return undefined;
    }
  }

  async #takeOver(former: Picture, streamId: StreamId, consumer: types.Consumer): Promise<void> {
    const shown = this.#consumers.get(former.streamId);
    if (shown !== undefined) goesOnFrom(consumer.track, shown.track);
    try {
      await (this.#parts.firstFrame ?? firstFrame)(consumer);
    } catch (fault) {
      this.#parts.hiccup(fault);
    }
    this.#release(streamId, former);
  }

  /** The former stream is shown no more; the other is, as far as it is here. */
  #release(streamId: StreamId, former: Picture): void {
    if (this.#formers.get(streamId) !== former) return;
    this.#formers.delete(streamId);
    this.#parts.picture(streamId, this.#consumers.get(streamId)?.track);
    former.held = false;
    former.wanted = undefined;
    former.leftAt = this.#timers.now() - keepPausedMs;
    this.#begin();
  }

  #refused(streamId: StreamId, error?: ErrorBody): void {
    const picture = this.#pictures.get(streamId);
    if (picture === undefined || picture.watch !== undefined) return;
    if (error !== undefined && error.code !== 'streamNotFound') this.#parts.hiccup(new AppError(error));
    this.#postpone(picture);
  }

  #postpone(picture: Picture): void {
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** picture.refusals);
    picture.refusals += 1;
    picture.notBefore = this.#timers.now() + delay;
    this.#wake(delay);
  }

  #drop(picture: Picture): void {
    picture.watch = undefined;
    this.#consumers.get(picture.streamId)?.close();
    if (this.#consumers.delete(picture.streamId)) this.#parts.picture(picture.streamId, undefined);
    if (!picture.held) return;
    for (const [streamId, former] of this.#formers) if (former === picture) this.#release(streamId, former);
  }
}

function newPicture(streamId: StreamId, step: Step): Picture {
  return { streamId, wanted: step, watch: undefined, leftAt: 0, notBefore: 0, refusals: 0, held: false };
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += limits.watchesPerBatch) {
    yield all.slice(from, from + limits.watchesPerBatch);
  }
}

/** A watch that ended meanwhile is announced by a note of its own. */
async function ignoreGone(telling: Promise<unknown>): Promise<void> {
  try {
    await telling;
  } catch (fault) {
    if (!(fault instanceof AppError) || (fault.code !== 'watchNotFound' && fault.code !== 'resumeExpired')) throw fault;
  }
}
