import { sourceProfiles } from '@invigil/contract/sources';
import { Device, type types } from 'mediasoup-client';
import { marker, textArea } from './content.ts';
import { type Grey, halved, textLegibility } from './legibility.ts';

/** What runs in the two pages of the bench; Node calls it by `window.bench`. */
type Sfu = (name: 'connect' | 'produce', data: unknown) => Promise<string>;
declare global {
  interface Window {
    bench: typeof bench;
    sfu: Sfu;
  }
}

export interface Sent {
  framesEncoded: number;
  encodeSeconds: number;
  width: number;
  limitedBy: string;
  encoder: string;
}

let track: MediaStreamTrack | undefined;
let transport: types.Transport | undefined;
let producer: types.Producer | undefined;
let consumer: types.Consumer | undefined;
const grabs: { state: number; picture: Grey }[] = [];

async function deviceFor(routerRtpCapabilities: types.RtpCapabilities): Promise<Device> {
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities });
  return device;
}

function connectThroughNode(opened: types.Transport): void {
  transport = opened;
  opened.on('connect', ({ dtlsParameters }, done, failed) => {
    window.sfu('connect', { transportId: opened.id, dtlsParameters }).then(() => done(), failed);
  });
}

const bench = {
  /** The entire screen, asked for as the product does. */
  async capture(): Promise<MediaTrackSettings> {
    const { capture, contentHint } = sourceProfiles.screen;
    const request = { video: { displaySurface: 'monitor', frameRate: capture.frameRate }, audio: false };
    const stream = await navigator.mediaDevices.getDisplayMedia(request);
    [track] = stream.getVideoTracks();
    if (track === undefined) throw new Error('no screen');
    track.contentHint = contentHint;
    return track.getSettings();
  },

  async publish(options: {
    routerRtpCapabilities: types.RtpCapabilities;
    transport: types.TransportOptions;
    mimeType: string;
    encodings: types.RtpEncodingParameters[];
    startKbps: number;
  }): Promise<string | undefined> {
    const device = await deviceFor(options.routerRtpCapabilities);
    const codec = device.sendRtpCapabilities.codecs?.find(({ mimeType }) => mimeType === options.mimeType);
    if (codec === undefined) return undefined;
    const opened = device.createSendTransport(options.transport);
    connectThroughNode(opened);
    opened.on('produce', ({ kind, rtpParameters }, done, failed) => {
      window.sfu('produce', { transportId: opened.id, kind, rtpParameters }).then((id) => done({ id }), failed);
    });
    producer = await opened.produce({
      track,
      stopTracks: false,
      encodings: options.encodings,
      codec,
      codecOptions: { videoGoogleStartBitrate: options.startKbps },
    });
    return producer.id;
  },

  async sent(): Promise<Sent | undefined> {
    let found: Sent | undefined;
    (await producer?.getStats())?.forEach((stats: RTCOutboundRtpStreamStats & { encoderImplementation?: string }) => {
      if (stats.type !== 'outbound-rtp') return;
      found = {
        framesEncoded: stats.framesEncoded ?? 0,
        encodeSeconds: stats.totalEncodeTime ?? 0,
        width: stats.frameWidth ?? 0,
        limitedBy: stats.qualityLimitationReason ?? 'none',
        encoder: stats.encoderImplementation ?? '',
      };
    });
    return found;
  },

  async watch(options: {
    routerRtpCapabilities: types.RtpCapabilities;
    transport: types.TransportOptions;
    consumer: types.ConsumerOptions;
  }): Promise<void> {
    const device = await deviceFor(options.routerRtpCapabilities);
    const opened = device.createRecvTransport(options.transport);
    connectThroughNode(opened);
    consumer = await opened.consume(options.consumer);
    grabs.length = 0;
    const video = document.querySelector('video');
    if (video === null) throw new Error('no video');
    video.srcObject = new MediaStream([consumer.track]);
  },

  async capabilities(routerRtpCapabilities: types.RtpCapabilities): Promise<types.RtpCapabilities> {
    return (await deviceFor(routerRtpCapabilities)).recvRtpCapabilities;
  },

  async framesDecoded(): Promise<number> {
    let frames = 0;
    (await consumer?.getStats())?.forEach((stats: RTCInboundRtpStreamStats) => {
      if (stats.type === 'inbound-rtp') frames = stats.framesDecoded ?? 0;
    });
    return frames;
  },

  /** Keeps the text of what the video shows now. Returns its width and the state it shows, if that can be read. */
  grab(): { width: number; state: number | undefined } {
    const video = document.querySelector('video');
    if (video === null || video.videoWidth === 0) return { width: 0, state: undefined };
    const state = stateShown(video);
    if (state !== undefined) grabs.push({ state, picture: greyOf(video, textArea) });
    return { width: video.videoWidth, state };
  },

  grabbedStates: (): number[] => grabs.map(({ state }) => state),

  /** Compares what was grabbed of a state with a PNG picture of its text area. */
  async compare(state: number, png: string): Promise<{ legibility: number; halved: number } | undefined> {
    const found = grabs.find((grab) => grab.state === state);
    if (found === undefined) return undefined;
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const reference = greyOf(bitmap, { x: 0, y: 0, width: textArea.width, height: textArea.height });
    return {
      legibility: textLegibility(reference, found.picture),
      halved: textLegibility(reference, halved(reference)),
    };
  },

  end(): void {
    transport?.close();
    producer = undefined;
    consumer = undefined;
  },
};
window.bench = bench;

function greyOf(source: CanvasImageSource, from: { x: number; y: number; width: number; height: number }): Grey {
  const canvas = new OffscreenCanvas(from.width, from.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.drawImage(source, from.x, from.y, from.width, from.height, 0, 0, from.width, from.height);
  const { data } = context.getImageData(0, 0, from.width, from.height);
  const pixels = new Uint8Array(from.width * from.height);
  for (let at = 0; at < pixels.length; at += 1) {
    pixels[at] = 0.299 * (data[at * 4] ?? 0) + 0.587 * (data[at * 4 + 1] ?? 0) + 0.114 * (data[at * 4 + 2] ?? 0);
  }
  return { width: from.width, height: from.height, pixels };
}

function stateShown(video: HTMLVideoElement): number | undefined {
  const { x, y, square, bits } = marker;
  const grey = greyOf(video, { x, y, width: square * bits, height: square * 2 });
  const isBlack = (bit: number, row: number) =>
    (grey.pixels[(row * square + square / 2) * grey.width + bit * square + square / 2] ?? 0) < 128;
  let state = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    if (isBlack(bit, 0) === isBlack(bit, 1)) return undefined;
    if (isBlack(bit, 0)) state |= 1 << bit;
  }
  return state;
}
