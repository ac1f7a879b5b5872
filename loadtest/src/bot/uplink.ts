import nodeDataChannel from 'node-datachannel';
import type { Clips, VideoSource } from '../frames/clip.ts';
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
  clips: Clips;
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
    this.streams = sources.map(({ section: { ssrc }, clips, track }) => {
      const stream = new EncodingStream({ ssrc, clips, sink: this.#sinkOf(track), nowMs: unixMs });
      track.onMessage((packet) => obey(stream, packet));
      return stream;
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

  /** Sends the first frame of every source, which is a key frame. */
  sendFirstFrames(): void {
    for (const stream of this.streams) stream.sendFrame();
  }

  get sentPackets(): number {
    return this.streams.reduce((sum, stream) => sum + stream.sentPackets, 0);
  }

  /** What is sent of a source; undefined when it is not shared. */
  streamOf(source: VideoSource): EncodingStream | undefined {
    const section = this.sections.find((one) => one.source === source);
    return this.streams.find(({ ssrc }) => ssrc === section?.ssrc);
  }

  /** By the server's newest reports. */
  get receivedPackets(): number {
    return this.streams.reduce((sum, stream) => sum + stream.receivedPackets, 0);
  }

  /** Of the streams that the server has told of at all: it says nothing of one that fell silent at once. */
  get told(): { sentPackets: number; reportedPackets: number; lostPackets: number } {
    const told = this.streams.filter(({ reportedPackets }) => reportedPackets > 0);
    const sum = (read: (stream: EncodingStream) => number) => told.reduce((total, stream) => total + read(stream), 0);
    return {
      sentPackets: sum((stream) => stream.sentPackets),
      reportedPackets: sum((stream) => stream.reportedPackets),
      lostPackets: sum((stream) => stream.lostPackets),
    };
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
  clips: Clips;
  track: Track;
}

function obey(stream: EncodingStream, packet: Buffer): void {
  const { reports, keyFrameRequests } = readRtcp(packet);
  if (keyFrameRequests.includes(stream.ssrc)) stream.restart();
  for (const report of reports) if (report.ssrc === stream.ssrc) stream.reported(report);
}

function addTrack(connection: PeerConnection, cname: string, { source, mid, clips }: SourceClips): Prepared {
  const section: MediaSection = { source, mid, ssrc: ++lastSsrc, cname };
  const video = new nodeDataChannel.Video(mid, 'SendOnly');
  video.addVideoCodec(videoPayloadType, 'VP8');
  for (const line of attributesOf()) video.parseSdpLine(line);
  video.addSSRC(section.ssrc, cname);
  return { section, clips, track: connection.addTrack(video) };
}
