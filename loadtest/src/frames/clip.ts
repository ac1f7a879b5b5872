import { readFile } from 'node:fs/promises';
import type { Source, Step } from '@invigil/contract/sources';
import { z } from 'zod';
import { PacketTemplate } from '../rtp/packetTemplate.ts';
import { vp8Payloads } from '../rtp/vp8Payload.ts';
import { parseIvf, type Video } from './ivf.ts';

/** Bytes of a VP8 frame in one packet: with all headers and the SRTP tag the datagram stays under 1,200 bytes. */
const frameBytesPerPacket = 1_130;

export interface ClipFrame {
  /** Packets of a stream the server knows. */
  plain: PacketTemplate[];
  /** The same packets with the names of the stream. */
  introducing: PacketTemplate[];
}

/** The ready packets of one step of a source. The first frame is a key frame, so playing from the start answers any loss. */
export interface Clip {
  framesPerSecond: number;
  frames: ClipFrame[];
  packets: number;
  bytes: number;
}

export type VideoSource = Exclude<Source, 'microphone'>;

/**
 * `second`: a key frame each second. `wall`: the tiles are ten seconds and longer, so that a key frame is as rare as from a
 * browser, and a tile has the bit rate that it has on a wall.
 */
export const clipSet = z.enum(['second', 'wall']);
export type ClipSet = z.infer<typeof clipSet>;

/** What a bot's one encoding of a source is at each step. */
export type Clips = Readonly<Record<Step, Clip>>;

/** The clips of a source, to be sent in the media section `mid`. */
export async function loadClips(source: VideoSource, mid: string, set: ClipSet = 'second'): Promise<Clips> {
  const load = async (name: string) => {
    const file = await readFile(new URL(`../../assets/${source}-${name}.ivf`, import.meta.url));
    return clipOf(parseIvf(file), { mid });
  };
  const [tile, focus] = await Promise.all([load(set === 'wall' ? 'tile-wall' : 'tile'), load('focus')]);
  return { tile, focus };
}

export function clipOf(video: Video, names: { mid: string }): Clip {
  if (!video.frames[0]?.key) throw new Error('a clip does not begin with a key frame');
  const frames = video.frames.map((frame) => {
    const payloads = vp8Payloads(frame.data, frameBytesPerPacket);
    const packet = (payload: Buffer, index: number, named: boolean) =>
      new PacketTemplate(payload, { marker: index === payloads.length - 1, ...(named ? { names } : {}) });
    return {
      plain: payloads.map((payload, index) => packet(payload, index, false)),
      introducing: payloads.map((payload, index) => packet(payload, index, true)),
    };
  });
  const packets = frames.flatMap((frame) => frame.plain);
  return {
    framesPerSecond: video.framesPerSecond,
    frames,
    packets: packets.length,
    bytes: packets.reduce((sum, packet) => sum + packet.length, 0),
  };
}
