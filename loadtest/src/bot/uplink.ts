import nodeDataChannel from 'node-datachannel';
import type { Clip, VideoSource } from '../frames/clip.ts';
import { videoPayloadType } from '../rtp/packetTemplate.ts';
import { readRtcp } from '../rtp/rtcp.ts';
import { EncodingStream } from './encodingStream.ts';
import { attributesOf, type MediaSection } from './mediaSection.ts';
import { splitCandidates } from './sdp.ts';

type PeerConnection = InstanceType<typeof nodeDataChannel.PeerConnection>;
type Track = ReturnType<PeerConnection['addTrack']>;

export interface SourceClips {
  source: VideoSource;
  mid: string;
  clips: Clip[];
}

const openTimeoutMs = 10_000;
let lastSsrc = 1_000;
const unixMs = () => performance.timeOrigin + performance.now();

/** The media half of a bot: one WebRTC connection that publishes clips. It knows no server. */
export class Uplink {
  readonly offer: string;
  readonly sections: readonly MediaSection[];
  readonly streams: readonly EncodingStream[];
  readonly #connection: PeerConnection;
  readonly #tracks: readonly Track[];
  #transportSequence = 0;
  #closed = false;

  private constructor(connection: PeerConnection, offer: string, sources: readonly Prepared[]) {
    this.#connection = connection;
    this.offer = offer;
    this.#tracks = sources.map(({ track }) => track);
    this.sections = sources.map(({ section }) => section);
    this.streams = sources.flatMap(({ section, clips, track }) => {
      const streams = section.encodings.flatMap(({ ssrc }, index) => {
        const clip = clips[index];
        return clip ? [new EncodingStream({ ssrc, clip, sink: this.#sinkOf(track), nowMs: unixMs })] : [];
      });
      track.onMessage((packet) => obey(streams, packet));
      return streams;
    });
  }

  /** Opens sockets on `bindAddress` and makes the offer, with all its candidates. */
  static async create(name: string, bindAddress: string, sources: readonly SourceClips[]): Promise<Uplink> {
    const connection = new nodeDataChannel.PeerConnection(name, {
      iceServers: [],
      bindAddress,
      disableAutoNegotiation: true,
    });
    const prepared = sources.map((source) => addTrack(connection, name, source));
    const gathered = new Promise<void>((resolve) => {
      connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    connection.setLocalDescription('offer');
    await gathered;
    const offer = connection.localDescription()?.sdp;
    if (!offer) throw new Error('node-datachannel made no offer');
    return new Uplink(connection, offer, prepared);
  }

  /** Connects by the server's answer and resolves once media may be sent. Rejects when that fails or takes 10 s. */
  async open(answer: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // When the answer itself is refused, nobody waits for the connection any more.
    promise.catch(() => undefined);
    const timer = setTimeout(() => reject(new Error('the media connection did not open in 10 s')), openTimeoutMs);
    this.#connection.onStateChange((state) => {
      if (state === 'failed' || state === 'closed') reject(new Error(`the media connection is ${state}`));
    });
    let closedTracks = this.#tracks.length;
    for (const track of this.#tracks) {
      track.onOpen(() => {
        closedTracks -= 1;
        if (closedTracks === 0) resolve();
      });
    }
    try {
      // libdatachannel starts connecting at the first candidate, and must know the whole description by then.
      const { description, candidates } = splitCandidates(answer);
      this.#connection.setRemoteDescription(description, 'answer');
      for (const candidate of candidates) this.#connection.addRemoteCandidate(candidate, this.sections[0]?.mid ?? '0');
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends the first frame of every encoding, which is a key frame. */
  sendFirstFrames(): void {
    for (const stream of this.streams) stream.sendFrame();
  }

  get sentPackets(): number {
    return this.streams.reduce((sum, stream) => sum + stream.sentPackets, 0);
  }

  /** The streams of a source, lowest encoding first. */
  streamsOf(source: VideoSource): EncodingStream[] {
    const ssrcs = this.sections.filter((section) => section.source === source).flatMap(({ encodings }) => encodings);
    return ssrcs.flatMap(({ ssrc }) => this.streams.filter((stream) => stream.ssrc === ssrc));
  }

  /** By the server's newest reports. */
  get receivedPackets(): number {
    return this.streams.reduce((sum, stream) => sum + stream.receivedPackets, 0);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #sinkOf(track: Track) {
    return {
      nextTransportSequence: () => this.#transportSequence++,
      send: (packet: Buffer) => !this.#closed && track.isOpen() && track.sendMessageBinary(packet),
    };
  }
}

interface Prepared {
  section: MediaSection;
  clips: Clip[];
  track: Track;
}

function obey(streams: readonly EncodingStream[], packet: Buffer): void {
  const { reports, keyFrameRequests } = readRtcp(packet);
  for (const stream of streams) {
    if (keyFrameRequests.includes(stream.ssrc)) stream.restart();
    for (const report of reports) if (report.ssrc === stream.ssrc) stream.reported(report);
  }
}

function addTrack(connection: PeerConnection, cname: string, { source, mid, clips }: SourceClips): Prepared {
  const encodings = clips.map(({ rid }) => ({ rid, ssrc: ++lastSsrc }));
  const section: MediaSection = { source, mid, encodings, cname };
  const video = new nodeDataChannel.Video(mid, 'SendOnly');
  video.addVideoCodec(videoPayloadType, 'VP8');
  for (const line of attributesOf(section)) video.parseSdpLine(line);
  // Not for the server: libdatachannel gives incoming RTCP to the track that has the SSRC.
  for (const { ssrc } of encodings) video.addSSRC(ssrc, cname);
  return { section, clips, track: connection.addTrack(video) };
}
