import type { DtlsParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import nodeDataChannel from 'node-datachannel';
import { videoPayloadType } from '../rtp/packetTemplate.ts';
import { dtlsParametersOf, receivingAnswerOf, splitCandidates } from './sdp.ts';

type PeerConnection = InstanceType<typeof nodeDataChannel.PeerConnection>;

/** Where the name of the stream ends in the head of a packet. */
const ssrcEnd = 12;
const openTimeoutMs = 10_000;
let made = 0;

/** The media half of a proctor bot: one WebRTC connection that counts what it is sent. */
export class Downlink {
  readonly dtlsParameters: DtlsParameters;
  readonly #connection: PeerConnection;
  readonly #opened: Promise<void>;
  packets = 0;
  bytes = 0;

  private constructor(connection: PeerConnection, opened: Promise<void>, dtlsParameters: DtlsParameters) {
    this.#connection = connection;
    this.#opened = opened;
    this.dtlsParameters = dtlsParameters;
  }

  /** @param onPacket is told of each packet whose SSRC it carries. */
  static async create(bindAddress: string, onPacket: (ssrc: number) => void = () => {}): Promise<Downlink> {
    const name = `proctor${made++}`;
    const connection = new nodeDataChannel.PeerConnection(name, {
      iceServers: [],
      bindAddress,
      disableAutoNegotiation: true,
    });
    const video = new nodeDataChannel.Video('0', 'RecvOnly');
    video.addVideoCodec(videoPayloadType, 'VP8');
    const track = connection.addTrack(video);
    const opened = new Promise<void>((resolve) => track.onOpen(resolve));
    const offer = new Promise<string>((resolve) => connection.onLocalDescription(resolve));
    connection.setLocalDescription('offer');
    const downlink = new Downlink(connection, opened, dtlsParametersOf(await offer));
    // A connection with one section gives it all that comes, whatever its SSRC.
    track.onMessage((packet) => {
      downlink.packets += 1;
      downlink.bytes += packet.length;
      if (packet.length >= ssrcEnd) onPacket(packet.readUInt32BE(ssrcEnd - 4));
    });
    return downlink;
  }

  /** Resolves once it receives. Rejects when that takes 10 s. */
  async connect(transport: TransportOptions): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('the receiving connection did not open in 10 s')), openTimeoutMs);
    try {
      // libdatachannel starts connecting at the first candidate, and must know the whole description by then.
      const { description, candidates } = splitCandidates(receivingAnswerOf(transport));
      this.#connection.setRemoteDescription(description, 'answer');
      for (const candidate of candidates) this.#connection.addRemoteCandidate(candidate, '0');
      await Promise.race([this.#opened, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#connection.close();
  }
}
