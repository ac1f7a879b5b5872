import { randomUUID } from 'node:crypto';
import type { DtlsParameters, RtpParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import nodeDataChannel from 'node-datachannel';
import { opusPacket, ssrcOf } from './rtpPacket.ts';
import { answerOf, dtlsOf } from './sdp.ts';

const payloadType = 111;
const clockRate = 48_000;
const packetMs = 20;

/** One stream of opus as a browser would publish it. */
export const opusOf = (ssrc: number): RtpParameters => ({
  codecs: [{ mimeType: 'audio/opus', payloadType, clockRate, channels: 2 }],
  encodings: [{ ssrc }],
});

/** One side of a voice with real ICE, DTLS and SRTP: says something all the time, or counts what it hears. */
export class VoiceBot {
  readonly dtlsParameters: DtlsParameters;
  readonly opened: Promise<void>;
  readonly #connection: nodeDataChannel.PeerConnection;
  readonly #track: nodeDataChannel.Track;
  readonly #direction: 'SendOnly' | 'RecvOnly';
  #timer: NodeJS.Timeout | undefined;
  #heard = 0;

  private constructor(options: {
    connection: nodeDataChannel.PeerConnection;
    track: nodeDataChannel.Track;
    direction: 'SendOnly' | 'RecvOnly';
    opened: Promise<void>;
    dtlsParameters: DtlsParameters;
  }) {
    this.#connection = options.connection;
    this.#track = options.track;
    this.#direction = options.direction;
    this.opened = options.opened;
    this.dtlsParameters = options.dtlsParameters;
    this.#track.onMessage((packet) => {
      if (ssrcOf(packet) !== undefined) this.#heard += 1;
    });
  }

  static async create(direction: 'SendOnly' | 'RecvOnly'): Promise<VoiceBot> {
    const connection = new nodeDataChannel.PeerConnection(`voice-${randomUUID()}`, {
      iceServers: [],
      disableAutoNegotiation: true,
      bindAddress: '127.0.0.1',
    });
    const audio = new nodeDataChannel.Audio('0', direction);
    audio.addOpusCodec(payloadType);
    if (direction === 'SendOnly') audio.addSSRC(1, 'bot');
    const track = connection.addTrack(audio);
    const opened = new Promise<void>((resolve) => track.onOpen(resolve));
    const offer = new Promise<string>((resolve) => connection.onLocalDescription(resolve));
    connection.setLocalDescription('offer');
    return new VoiceBot({ connection, track, direction, opened, dtlsParameters: dtlsOf(await offer) });
  }

  connect(transport: TransportOptions): void {
    const direction = this.#direction === 'SendOnly' ? 'recvonly' : 'sendonly';
    this.#connection.setRemoteDescription(answerOf(transport, direction, 'udp', 'audio'), 'answer');
  }

  /** Packets received so far. */
  get heard(): number {
    return this.#heard;
  }

  /** Sends a packet every 20 ms until either side is closed. */
  say(ssrc: number): void {
    let seq = 0;
    this.#timer = setInterval(() => {
      if (!this.#track.isOpen()) return;
      seq += 1;
      this.#track.sendMessageBinary(opusPacket({ ssrc, seq, timestamp: (seq * packetMs * clockRate) / 1_000 }));
    }, packetMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#connection.close();
  }
}
