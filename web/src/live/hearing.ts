import type { TransportId, WatchId } from '@invigil/contract/ids';
import type { NoteData } from '@invigil/contract/notes';
import type { Device, types } from 'mediasoup-client';
import type { LiveCall } from './call.ts';
import { Receivers } from './receivers.ts';

/** A proctor who can be heard. */
export interface HeardVoice {
  track: MediaStreamTrack;
  /** Whether they press to talk just now. */
  speaks: boolean;
}

interface Parts {
  call: LiveCall;
  /** A voice came or changed, or is gone with undefined. */
  voice: (watchId: WatchId, voice: HeardVoice | undefined) => void;
  hiccup: (fault: unknown) => void;
}

interface Heard {
  transportId: TransportId;
  /** Undefined until the browser has its half. */
  consumer: types.Consumer | undefined;
  speaks: boolean;
}

/** The voices of proctors on a candidate's page: the server opens each, the page only connects and listens. */
export class Hearing {
  readonly #parts: Parts;
  readonly #voices = new Map<WatchId, Heard>();
  #place: Promise<Receivers> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A new presence: no voice of an older one is left at the server. */
  moveTo(device: Promise<Device>, iceServers: RTCIceServer[]): void {
    this.silence();
    const { call, hiccup } = this.#parts;
    this.#place = device.then((loaded) => new Receivers({ call, device: loaded, iceServers, hiccup }));
    // Whoever needs the place hears of the fault; it must not count as unheard until somebody does.
    this.#place.catch(hiccup);
  }

  async opened({ transport, watch }: NoteData<'voiceOpened'>): Promise<void> {
    const place = this.#place;
    if (place === undefined || this.#voices.has(watch.watchId)) return;
    const heard: Heard = { transportId: transport.transportId, consumer: undefined, speaks: false };
    const isNew = [...this.#voices.values()].every(({ transportId }) => transportId !== transport.transportId);
    this.#voices.set(watch.watchId, heard);
    try {
      const receivers = await place;
      if (!this.#isHeard(watch.watchId, heard)) return;
      if (isNew) receivers.open(transport);
      const consumer = await receivers.consume(watch);
      if (!this.#isHeard(watch.watchId, heard)) return consumer.close();
      heard.consumer = consumer;
      await this.#parts.call('resumeWatch', { watchIds: [watch.watchId] });
      if (this.#isHeard(watch.watchId, heard)) this.#tell(watch.watchId, heard);
    } catch (fault) {
      if (this.#isHeard(watch.watchId, heard)) this.closed(watch);
      this.#parts.hiccup(fault);
    }
  }

  changed({ watchId, speaks }: NoteData<'voiceChanged'>): void {
    const heard = this.#voices.get(watchId);
    if (heard === undefined) return;
    heard.speaks = speaks;
    if (heard.consumer !== undefined) this.#tell(watchId, heard);
  }

  closed({ watchId }: NoteData<'voiceClosed'>): void {
    const heard = this.#voices.get(watchId);
    if (heard === undefined) return;
    this.#voices.delete(watchId);
    heard.consumer?.close();
    this.#parts.voice(watchId, undefined);
    const isLast = [...this.#voices.values()].every(({ transportId }) => transportId !== heard.transportId);
    if (isLast) this.#place?.then((receivers) => receivers.close(heard.transportId)).catch(this.#parts.hiccup);
  }

  /** Every voice is gone, as with the media worker that carried them. */
  silence(): void {
    for (const watchId of [...this.#voices.keys()]) this.closed({ watchId });
  }

  close(): void {
    this.silence();
    this.#place?.then((receivers) => receivers.closeAll()).catch(this.#parts.hiccup);
    this.#place = undefined;
  }

  #isHeard(watchId: WatchId, heard: Heard): boolean {
    return this.#voices.get(watchId) === heard;
  }

  #tell(watchId: WatchId, { consumer, speaks }: Heard): void {
    if (consumer !== undefined) this.#parts.voice(watchId, { track: consumer.track, speaks });
  }
}
