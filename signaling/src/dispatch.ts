import { AppError, type ErrorBody, invalidInput } from '@invigil/contract/errors';
import { type RequestFrame, requestFrame } from '@invigil/contract/frames';
import { limits } from '@invigil/contract/limits';
import {
  isSignalName,
  type SignalData,
  type SignalHandlers,
  type SignalName,
  signals,
} from '@invigil/contract/signals';
import { toAppError } from '@invigil/server-kit/fault';
import type { Log } from '@invigil/server-kit/log';
import type { LivePresence } from './livePresence.ts';
import type { Attempted, SignalingMetrics } from './metrics.ts';
import type { Presences } from './presences.ts';

const counted: Partial<Record<SignalName, Attempted>> = { start: 'publish', publish: 'publish', watch: 'watch' };
/** Our own pages send the id first, so that a refused frame can be answered without being parsed. */
const idFirst = /^\{"id":(\d{1,15})[,}]/;

/** From a frame of a page to its answer: how much it may send, who may ask what, and each request only once. */
export class Dispatch {
  readonly #handlers: SignalHandlers<LivePresence>;
  readonly #presences: Presences;
  readonly #metrics: SignalingMetrics;
  readonly #log: Log;

  constructor(options: {
    handlers: SignalHandlers<LivePresence>;
    presences: Presences;
    metrics: SignalingMetrics;
    log: Log;
  }) {
    this.#handlers = options.handlers;
    this.#presences = options.presences;
    this.#metrics = options.metrics;
    this.#log = options.log;
  }

  /** Reads `message` before it returns; uWebSockets.js takes the memory back afterwards. */
  take(presence: LivePresence, message: ArrayBuffer, isBinary: boolean): void {
    switch (presence.line.admitFrame()) {
      case 'refuse':
        this.#refuse(presence, idOf(message), { code: 'tooManyRequests', retryAfterSeconds: 1 });
        return;
      case 'close':
        this.#metrics.frameRefused('tooManyRequests');
        this.#presences.drop(presence, 'tooManyFrames');
        return;
      case 'read':
        if (isBinary) this.#fault(presence, null, { code: 'malformedFrame' });
        else if (message.byteLength > limits.frameBytes) this.#fault(presence, null, { code: 'bodyTooLarge' });
        else this.#read(presence, Buffer.from(message).toString());
    }
  }

  #read(presence: LivePresence, text: string): void {
    const frame = requestFrame.safeParse(parseJson(text));
    if (!frame.success) {
      this.#fault(presence, null, { code: 'malformedFrame' });
      return;
    }
    const asked = presence.line.answers.ask(frame.data.id);
    switch (asked.is) {
      case 'answered':
        presence.line.reply(asked.text);
        return;
      case 'underWay':
        return;
      case 'forgotten':
        this.#fault(presence, frame.data.id, { code: 'malformedFrame' });
        return;
      case 'fresh':
        void presence.during(this.#answer(presence, frame.data));
    }
  }

  async #answer(presence: LivePresence, { id, name, data }: RequestFrame): Promise<void> {
    let text: string;
    try {
      if (!isSignalName(name)) throw new AppError({ code: 'unknownSignal' });
      text = JSON.stringify({ type: 'reply', id, ok: true, data: await this.#handle(presence, name, data) });
    } catch (error) {
      const { body } = toAppError(error, { log: this.#log, doing: `answering ${name}` });
      this.#metrics.frameRefused(body.code);
      text = errorReply(id, body);
    }
    presence.line.answers.answer(id, text);
    presence.line.reply(text);
  }

  async #handle<N extends SignalName>(presence: LivePresence, name: N, data: unknown): Promise<unknown> {
    const what = counted[name];
    const run = async () => {
      const row: { data: (typeof signals)[N]['data']; may: readonly string[] } = signals[name];
      if (!row.may.includes(presence.role)) throw new AppError({ code: 'forbidden' });
      const parsed = row.data.safeParse(data);
      if (!parsed.success) throw invalidInput(parsed.error);
      return this.#handlers[name](parsed.data as SignalData<N>, presence);
    };
    return what ? this.#metrics.attempt(what, run) : run();
  }

  /** Answers a frame that cannot be read; after too many the presence is over. */
  #fault(presence: LivePresence, id: number | null, error: ErrorBody): void {
    if (presence.line.forgiveFrame()) this.#refuse(presence, id, error);
    else void this.#presences.end(presence, 'malformed');
  }

  #refuse(presence: LivePresence, id: number | null, error: ErrorBody): void {
    this.#metrics.frameRefused(error.code);
    presence.line.reply(errorReply(id, error));
  }
}

const errorReply = (id: number | null, error: ErrorBody) => JSON.stringify({ type: 'reply', id, ok: false, error });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf(message: ArrayBuffer): number | null {
  const start = Buffer.from(message, 0, Math.min(message.byteLength, 32)).toString('latin1');
  const id = idFirst.exec(start)?.[1];
  return id === undefined ? null : Number(id);
}
