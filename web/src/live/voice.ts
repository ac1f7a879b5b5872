import type { SittingId, TransportId } from '@invigil/contract/ids';
import type { DtlsParameters, RtpParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Device, types } from 'mediasoup-client';
import type { LiveCall } from './call.ts';
import { openSendTransport } from './device.ts';
import { keepReachable } from './iceRecovery.ts';
import { dtlsParametersOf, rtpParametersOf } from './wireParameters.ts';

export interface VoiceParts {
  call: LiveCall;
  device: Device;
  iceServers: RTCIceServer[];
  sittingId: SittingId;
  /** The proctor's microphone. It belongs to the page and outlives the voice. */
  track: MediaStreamTrack;
  hiccup: (fault: unknown) => void;
}

/** A line on which one candidate hears a proctor, silent until `speak`. */
export class Voice {
  readonly transportId: TransportId;
  readonly #parts: VoiceParts;
  readonly #transport: types.Transport;
  readonly #endReachable: () => void;
  #wanted = false;
  #told = false;
  #telling: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(parts: VoiceParts, options: TransportOptions) {
    const { call, device, iceServers, hiccup } = parts;
    this.#parts = parts;
    this.transportId = options.transportId;
    this.#transport = openSendTransport(device, options, iceServers);
    this.#endReachable = keepReachable({
      transport: this.#transport,
      restart: async () => (await call('restartIce', { transportId: this.transportId })).iceParameters,
      failed: hiccup,
    });
  }

  /** Throws an AppError, such as `notFound` of a candidate who is not live. */
  static async open(parts: VoiceParts): Promise<Voice> {
    const { transport } = await parts.call('openVoice', { sittingId: parts.sittingId });
    const voice = new Voice(parts, transport);
    try {
      await voice.#start();
    } catch (fault) {
      voice.close();
      throw fault;
    }
    return voice;
  }

  /** Heard, or silent. Only the last of several quick presses counts. */
  async speak(speaks: boolean): Promise<void> {
    this.#wanted = speaks;
    this.#parts.track.enabled = speaks;
    this.#telling = this.#telling.then(() => this.#tell());
    await this.#telling;
  }

  /** @param isGone whether signaling has closed it already. */
  close(isGone = false): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts.track.enabled = false;
    this.#endReachable();
    this.#transport.close();
    if (!isGone) this.#parts.call('closeVoice', { transportId: this.transportId }).catch(this.#parts.hiccup);
  }

  async #start(): Promise<void> {
    let dtlsParameters: DtlsParameters | undefined;
    let rtpParameters: RtpParameters | undefined;
    // Both callbacks answer at once: what they are given travels together in one `startVoice`.
    this.#transport.on('connect', (given, done) => {
      dtlsParameters = dtlsParametersOf(given.dtlsParameters);
      done();
    });
    this.#transport.on('produce', (given, done) => {
      rtpParameters = rtpParametersOf(given.rtpParameters);
      done({ id: this.transportId });
    });
    this.#parts.track.enabled = false;
    await this.#transport.produce({ track: this.#parts.track, stopTracks: false, disableTrackOnPause: false });
    if (dtlsParameters === undefined || rtpParameters === undefined) throw new Error('the transport asked for nothing');
    await this.#parts.call('startVoice', { transportId: this.transportId, dtlsParameters, rtpParameters });
  }

  async #tell(): Promise<void> {
    if (this.#closed || this.#told === this.#wanted) return;
    const speaks = this.#wanted;
    try {
      await this.#parts.call('speak', { transportId: this.transportId, speaks });
      this.#told = speaks;
    } catch (fault) {
      this.#parts.hiccup(fault);
    }
  }
}
