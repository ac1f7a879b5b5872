import type { DtlsParameters, RtpCapabilities } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import { Downlink } from '@invigil/loadtest/bot/downlink';
import { videoClockRate, videoPayloadType } from '@invigil/loadtest/rtp/packetTemplate';

/** Without bandwidth feedback, so that the server sends what is asked for and guesses nothing. */
export const receiverCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'video',
      mimeType: 'video/VP8',
      preferredPayloadType: videoPayloadType,
      clockRate: videoClockRate,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
};

/** One receiving connection of the wall, which tells of each packet whose it is. */
export class Receiver {
  readonly #downlink: Downlink;

  private constructor(downlink: Downlink) {
    this.#downlink = downlink;
  }

  static async create(onPacket: (ssrc: number) => void): Promise<Receiver> {
    return new Receiver(await Downlink.create('127.0.0.1', onPacket));
  }

  get dtlsParameters(): DtlsParameters {
    return this.#downlink.dtlsParameters;
  }

  connect(transport: TransportOptions): Promise<void> {
    return this.#downlink.connect(transport);
  }

  close(): void {
    this.#downlink.close();
  }
}
