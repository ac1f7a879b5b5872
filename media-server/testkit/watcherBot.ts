import { randomUUID } from 'node:crypto';
import type { DtlsParameters, RtpCapabilities } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import nodeDataChannel from 'node-datachannel';
import { ssrcOf } from './rtpPacket.ts';
import { answerOf, dtlsOf, type Protocol } from './sdp.ts';

/** What the bot can decode. */
export const watcherCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'video',
      mimeType: 'video/VP8',
      preferredPayloadType: 96,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
};

const transportWideCc = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

/** The same, with the bandwidth estimation of a browser: mediasoup then chooses layers by what it believes to fit. */
export const congestionAware: RtpCapabilities = {
  codecs: watcherCapabilities.codecs?.map((codec) => ({ ...codec, rtcpFeedback: [{ type: 'transport-cc' }] })),
  headerExtensions: [{ kind: 'video', uri: transportWideCc, preferredId: 5, direction: 'sendrecv' }],
};

/** A proctor's side of a receive transport; counts the packets of each stream it is sent. */
export class WatcherBot {
  readonly dtlsParameters: DtlsParameters;
  readonly #connection: nodeDataChannel.PeerConnection;
  readonly #opened: Promise<void>;
  readonly #packets = new Map<number, number>();
  readonly #newestBytes = new Map<number, number>();

  private constructor(
    connection: nodeDataChannel.PeerConnection,
    track: nodeDataChannel.Track,
    dtlsParameters: DtlsParameters,
  ) {
    this.#connection = connection;
    this.dtlsParameters = dtlsParameters;
    this.#opened = new Promise((resolve) => track.onOpen(resolve));
    track.onMessage((packet) => {
      const ssrc = ssrcOf(packet);
      if (ssrc === undefined) return;
      this.#packets.set(ssrc, this.packets(ssrc) + 1);
      this.#newestBytes.set(ssrc, packet.length);
    });
  }

  static async create(): Promise<WatcherBot> {
    const connection = new nodeDataChannel.PeerConnection(`watcher-${randomUUID()}`, {
      iceServers: [],
      disableAutoNegotiation: true,
      bindAddress: '127.0.0.1',
      enableIceTcp: true,
    });
    const video = new nodeDataChannel.Video('0', 'RecvOnly');
    video.addVP8Codec(96);
    const track = connection.addTrack(video);
    const offer = new Promise<string>((resolve) => connection.onLocalDescription(resolve));
    connection.setLocalDescription('offer');
    return new WatcherBot(connection, track, dtlsOf(await offer));
  }

  connect(transport: TransportOptions, over: Protocol = 'udp'): void {
    this.#connection.setRemoteDescription(answerOf(transport, 'sendonly', over), 'answer');
  }

  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Packets received with this SSRC so far. */
  packets(ssrc: number | undefined): number {
    return ssrc === undefined ? 0 : (this.#packets.get(ssrc) ?? 0);
  }

  /** The size of the newest packet with this SSRC, by which a test tells one step from another. */
  newestBytes(ssrc: number | undefined): number {
    return ssrc === undefined ? 0 : (this.#newestBytes.get(ssrc) ?? 0);
  }

  close(): void {
    this.#connection.close();
  }
}
