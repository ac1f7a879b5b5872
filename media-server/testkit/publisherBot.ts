import { randomInt, randomUUID } from 'node:crypto';
import type { DtlsParameters } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';
import nodeDataChannel from 'node-datachannel';
import { senderReport, vp8Packet } from './rtpPacket.ts';
import { answerOf, dtlsOf, type Protocol } from './sdp.ts';

const clockRate = 90_000;

interface Flow {
  framesPerSecond?: number;
  /** Whether each frame is a key frame, or each a delta frame. */
  keyFrames?: boolean;
  bytes?: number;
}

/** A candidate's side of a send transport: real ICE, DTLS and SRTP, and frames on demand. */
export class PublisherBot {
  readonly dtlsParameters: DtlsParameters;
  readonly #connection: nodeDataChannel.PeerConnection;
  readonly #track: nodeDataChannel.Track;
  readonly #opened: Promise<void>;
  readonly #seq = new Map<number, number>();
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(
    connection: nodeDataChannel.PeerConnection,
    track: nodeDataChannel.Track,
    opened: Promise<void>,
    dtlsParameters: DtlsParameters,
  ) {
    this.#connection = connection;
    this.#track = track;
    this.#opened = opened;
    this.dtlsParameters = dtlsParameters;
  }

  static async create(): Promise<PublisherBot> {
    const connection = new nodeDataChannel.PeerConnection(`publisher-${randomUUID()}`, {
      iceServers: [],
      disableAutoNegotiation: true,
      bindAddress: '127.0.0.1',
      enableIceTcp: true,
    });
    const video = new nodeDataChannel.Video('0', 'SendOnly');
    video.addVP8Codec(96);
    video.addSSRC(1, 'bot');
    const track = connection.addTrack(video);
    const opened = new Promise<void>((resolve) => track.onOpen(resolve));
    const offer = new Promise<string>((resolve) => connection.onLocalDescription(resolve));
    connection.setLocalDescription('offer');
    return new PublisherBot(connection, track, opened, dtlsOf(await offer));
  }

  /** Points the bot at a transport. `opened` resolves once the transport is connected on the other side, too. */
  connect(transport: TransportOptions, over: Protocol = 'udp'): void {
    this.#connection.setRemoteDescription(answerOf(transport, 'recvonly', over), 'answer');
  }

  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Sends nothing once the other side has ended the connection. */
  send(packet: Buffer): void {
    if (this.#track.isOpen()) this.#track.sendMessageBinary(packet);
  }

  /** Sends a frame now, timed by the wall clock, as all frames of this bot are. */
  frame(ssrc: number, { keyFrame = true, bytes }: { keyFrame?: boolean; bytes?: number } = {}): void {
    const seq = (this.#seq.get(ssrc) ?? 0) + 1;
    this.#seq.set(ssrc, seq);
    this.send(vp8Packet({ ssrc, seq, timestamp: timestampOf(Date.now()), keyFrame, bytes }));
  }

  /** Sends frames until stopped, and a sender report with every tenth. @returns what stops it. */
  flow(ssrc: number, { framesPerSecond = 50, keyFrames = true, bytes }: Flow = {}): () => void {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent % 10 === 0) {
        const nowMs = Date.now();
        this.send(senderReport({ ssrc, timestamp: timestampOf(nowMs), nowMs }));
      }
      this.frame(ssrc, { keyFrame: keyFrames, bytes });
      sent += 1;
    }, 1_000 / framesPerSecond);
    this.#timers.add(timer);
    return () => clearInterval(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#connection.close();
  }
}

const timestampOf = (nowMs: number) => Math.floor((nowMs * clockRate) / 1_000) % 2 ** 32;

/** A fresh video track of one encoding. */
export function videoTrack(source: Source, ssrc: number): StreamToPublish {
  return {
    trackId: randomUUID(),
    source,
    kind: 'video',
    rtpParameters: {
      codecs: [
        { mimeType: 'video/VP8', payloadType: 96, clockRate, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] },
      ],
      encodings: [{ ssrc }],
    },
  };
}

export const randomSsrc = () => randomInt(1, 0xffff_ffff);

/** DTLS parameters of somebody who never comes. */
export async function absentDtls(): Promise<DtlsParameters> {
  const bot = await PublisherBot.create();
  bot.close();
  return bot.dtlsParameters;
}
