import { AppError } from '@invigil/contract/errors';
import type { StreamId, TransportId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import type { DtlsParameters } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import { type Source, sourceProfiles, sources } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Device, types } from 'mediasoup-client';
import type { LiveCall } from './call.ts';
import { openSendTransport } from './device.ts';
import { type Demand, firstEncodings, noDemand, startBitrate } from './encodings.ts';
import { keepReachable } from './iceRecovery.ts';
import { Sending } from './sending.ts';
import { dtlsParametersOf, rtpParametersOf } from './wireParameters.ts';

export interface SendPlaceParts {
  call: LiveCall;
  device: Device;
  options: TransportOptions;
  iceServers: RTCIceServer[];
  /** What the line bears just now. */
  step: LadderStep;
  /** The server knows this stream of the source now; undefined when it no longer does. */
  published: (source: Source, streamId: StreamId | undefined) => void;
  media: (state: types.ConnectionState) => void;
  /** A step that is tried again by itself did not work. */
  hiccup: (fault: unknown) => void;
}

/** One send transport and everything sent over it. A new presence or a new media worker gets a new place. */
export class SendPlace {
  readonly #parts: SendPlaceParts;
  readonly #transportId: TransportId;
  readonly #transport: types.Transport;
  readonly #endReachable: () => void;
  readonly #sending = new Map<Source, Sending>();
  readonly #demands = new Map<StreamId, Demand>();
  readonly #collected = new Map<string, StreamToPublish>();
  /** Ended streams that the server has not acknowledged yet. */
  readonly #over = new Set<StreamId>();
  #step: LadderStep;
  #dtlsParameters: DtlsParameters | undefined;
  #started = false;
  #closed = false;

  constructor(parts: SendPlaceParts) {
    this.#parts = parts;
    this.#step = parts.step;
    this.#transportId = parts.options.transportId;
    this.#transport = openSendTransport(parts.device, parts.options, parts.iceServers);
    // Both callbacks answer at once: everything travels together in one `start`, after all tracks were added.
    this.#transport.on('connect', ({ dtlsParameters }, done) => {
      this.#dtlsParameters = dtlsParametersOf(dtlsParameters);
      done();
    });
    this.#transport.on('produce', ({ kind, rtpParameters, appData }, done) => {
      const { source, trackId } = appData as { source: Source; trackId: string };
      this.#collected.set(trackId, { trackId, source, kind, rtpParameters: rtpParametersOf(rtpParameters) });
      done({ id: trackId });
    });
    this.#endReachable = keepReachable({
      transport: this.#transport,
      restart: async () => (await parts.call('restartIce', { transportId: this.#transportId })).iceParameters,
      changed: parts.media,
      restarted: () => this.#applyAll(),
      failed: parts.hiccup,
    });
  }

  /** Makes the server have exactly these tracks. Safe to call again after it threw: what was done is not done twice. */
  async bring(tracks: ReadonlyMap<Source, MediaStreamTrack>): Promise<void> {
    for (const sending of [...this.#sending.values()]) {
      const track = tracks.get(sending.source);
      if (track === undefined) await this.#end(sending);
      else if (track !== sending.track) await sending.swap(track);
    }
    await this.#tellOver();
    for (const source of sources) {
      const track = tracks.get(source);
      if (track !== undefined && !this.#closed && !this.#sending.has(source)) await this.#add(source, track);
    }
    if (this.#closed) return;
    this.#applyAll();
    await this.#tellNew();
  }

  /** Applies what is watched now; a demand that overtakes the answer to `start` waits for it. */
  demand(streamId: StreamId, demand: Demand): void {
    this.#demands.set(streamId, demand);
    for (const sending of this.#sending.values()) {
      if (sending.streamId === streamId) sending.demand(demand);
    }
  }

  climb(step: LadderStep): void {
    this.#step = step;
    for (const sending of this.#sending.values()) sending.climb(step);
  }

  /** The statistics of the connection; undefined once it is closed. */
  async stats(): Promise<RTCStatsReport | undefined> {
    return this.#closed ? undefined : await this.#transport.getStats();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endReachable();
    this.#transport.close();
    for (const sending of this.#sending.values()) {
      sending.end();
      this.#parts.published(sending.source, undefined);
    }
    this.#sending.clear();
  }

  async #end(sending: Sending): Promise<void> {
    this.#sending.delete(sending.source);
    if (sending.streamId !== undefined) this.#over.add(sending.streamId);
    this.#parts.published(sending.source, undefined);
    sending.end();
    // Closing negotiates in the transport's queue; whatever is queued behind it ends after it.
    await this.#transport.updateIceServers({ iceServers: this.#parts.iceServers });
  }

  async #tellOver(): Promise<void> {
    for (const streamId of [...this.#over]) {
      try {
        await this.#parts.call('unpublish', { streamId });
      } catch (fault) {
        if (!(fault instanceof AppError) || fault.code !== 'streamNotFound') throw fault;
      }
      this.#over.delete(streamId);
      this.#demands.delete(streamId);
    }
  }

  async #add(source: Source, track: MediaStreamTrack): Promise<void> {
    const { codecs } = sourceProfiles[source];
    const offered = this.#parts.device.sendRtpCapabilities.codecs ?? [];
    const producer = await this.#transport.produce({
      track,
      // The track belongs to the page: it outlives this transport and goes over the next one.
      stopTracks: false,
      encodings: firstEncodings(source),
      codec: codecs.flatMap((name) => offered.filter(({ mimeType }) => mimeType === name))[0],
      codecOptions: { videoGoogleStartBitrate: startBitrate() },
      appData: { source, trackId: track.id },
    });
    const wire = this.#collected.get(track.id);
    if (wire === undefined) throw new Error('the transport did not ask to produce');
    this.#collected.delete(track.id);
    const { hiccup } = this.#parts;
    this.#sending.set(source, new Sending({ source, track, producer, wire, step: this.#step, hiccup }));
  }

  async #tellNew(): Promise<void> {
    const untold = [...this.#sending.values()].filter(({ streamId }) => streamId === undefined);
    if (untold.length === 0) return;
    if (this.#started) {
      for (const sending of untold) {
        const { streamId } = await this.#parts.call('publish', {
          transportId: this.#transportId,
          stream: sending.wire,
        });
        this.#told(sending, streamId);
      }
      return;
    }
    if (this.#dtlsParameters === undefined) throw new Error('the transport did not ask to connect');
    const { streams } = await this.#parts.call('start', {
      transportId: this.#transportId,
      dtlsParameters: this.#dtlsParameters,
      streams: untold.map(({ wire }) => wire),
    });
    this.#started = true;
    for (const sending of untold) {
      const stream = streams.find(({ trackId }) => trackId === sending.wire.trackId);
      if (stream !== undefined) this.#told(sending, stream.streamId);
    }
  }

  #told(sending: Sending, streamId: StreamId): void {
    sending.streamId = streamId;
    if (this.#closed || this.#sending.get(sending.source) !== sending) return;
    this.#parts.published(sending.source, streamId);
    sending.demand(this.#demands.get(streamId) ?? noDemand);
  }

  #applyAll(): void {
    for (const sending of this.#sending.values()) sending.apply();
  }
}
