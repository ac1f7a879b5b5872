import { setTimeout as pause } from 'node:timers/promises';
import { LiveLink } from '@invigil/contract/client/liveLink';
import { AppError } from '@invigil/contract/errors';
import type { SittingId, StreamId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import type { Step } from '@invigil/contract/sources';
import { Downlink } from './downlink.ts';
import { PlainSocket } from './plainSocket.ts';
import { rtpCapabilities } from './rtpCapabilities.ts';

const pollMs = 50;
const longestMs = 20_000;

/** How many candidates of the room are watched sharp, and how many of the others small. */
export interface Watched {
  focus: number;
  tile: number;
}

/** A proctor of ours: joins by the real signaling, watches streams of its room, and counts what it is sent. */
export class ProctorBot {
  readonly #bindAddress: string;
  readonly #link: LiveLink;
  readonly #sittings = new Map<SittingId, SittingLive>();
  readonly #downlinks: Downlink[] = [];

  private constructor(options: { signalingUrl: string; token: string; bindAddress: string }) {
    const { signalingUrl, token, bindAddress } = options;
    this.#bindAddress = bindAddress;
    let given = false;
    this.#link = LiveLink.open({
      WebSocket: PlainSocket,
      getToken: () => {
        if (given) return Promise.reject(new AppError({ code: 'joinTokenUsed' }));
        given = true;
        return Promise.resolve({ signalingUrl, token, expiresAt: new Date().toISOString() });
      },
      onWelcome: ({ here }) => {
        if (here.role === 'proctor') for (const live of here.sittings) this.#sittings.set(live.sittingId, live);
      },
      onNote: (note) => {
        if (note.name === 'sittingLive') this.#sittings.set(note.data.sittingId, note.data);
      },
    });
  }

  static join(options: { signalingUrl: string; token: string; bindAddress: string }): ProctorBot {
    return new ProctorBot(options);
  }

  get packets(): number {
    return this.#downlinks.reduce((sum, { packets }) => sum + packets, 0);
  }

  get bytes(): number {
    return this.#downlinks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Watches webcam and screen of so many candidates, once all of them are live. Resolves when all flow.
   * @throws {Error} when not so many are live in 20 s, or a watch is refused.
   */
  async watch({ focus, tile }: Watched): Promise<void> {
    const live = await this.#live(focus + tile);
    await this.#open(live.slice(0, focus), 'focus');
    await this.#open(live.slice(focus, focus + tile), 'tile');
  }

  close(): void {
    this.#link.close();
    for (const downlink of this.#downlinks) downlink.close();
  }

  async #live(count: number): Promise<SittingLive[]> {
    const deadline = performance.now() + longestMs;
    for (;;) {
      const live = [...this.#sittings.values()].filter(
        ({ streams }) => streams.length > 0 && streams.every(({ link }) => link === 'live'),
      );
      if (live.length >= count) return live;
      if (performance.now() > deadline) throw new Error(`${live.length} of ${count} candidates are live`);
      await pause(pollMs);
    }
  }

  async #open(sittings: readonly SittingLive[], step: Step): Promise<void> {
    const wanted = sittings.flatMap(({ streams }) => streams.map(({ streamId }) => streamId));
    for (let at = 0; at < wanted.length; at += limits.watchesPerBatch) {
      await this.#openBatch(wanted.slice(at, at + limits.watchesPerBatch), step);
    }
  }

  async #openBatch(streamIds: readonly StreamId[], step: Step): Promise<void> {
    const streams = streamIds.map((streamId) => ({ streamId, step }));
    const { transports, watches, refused } = await this.#link.call('watch', { rtpCapabilities, streams });
    const [first] = refused;
    if (first) throw new Error(`a watch was refused: ${first.error.code}`);
    for (const transport of transports) {
      const downlink = await Downlink.create(this.#bindAddress);
      this.#downlinks.push(downlink);
      const { transportId } = transport;
      await this.#link.call('connectReceiver', { transportId, dtlsParameters: downlink.dtlsParameters });
      await downlink.connect(transport);
    }
    if (watches.length > 0) {
      await this.#link.call('resumeWatch', { watchIds: watches.map(({ watchId }) => watchId) });
    }
  }
}
