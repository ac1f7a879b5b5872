import type { WelcomeFrame } from '@invigil/contract/frames';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Device } from 'mediasoup-client';
import type { SharedSource, useSitting } from '../stores/sitting.ts';
import { type CaptureDevices, CaptureError, captureScreen, captureWebcam } from './captures.ts';
import { loadDevice } from './device.ts';
import { Line } from './line.ts';
import { Publisher } from './publisher.ts';

interface Parts {
  getToken: () => Promise<JoinGrant>;
  devices: CaptureDevices;
  sitting: ReturnType<typeof useSitting>;
  refused: (fault: unknown) => void;
  hiccup: (fault: unknown) => void;
}

/** The live half of a candidate's page: line, captures and publisher, from opening the page to leaving it. */
export class Sharing {
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #publisher: Publisher;
  readonly #tracks = new Map<SharedSource, MediaStreamTrack>();
  #device: Promise<Device> | undefined;
  #iceServers: RTCIceServer[] = [];
  #moves = 0;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { sitting, hiccup } = parts;
    sitting.reset();
    this.#line = new Line({
      getToken: parts.getToken,
      welcome: (welcome) => this.#welcome(welcome),
      note: (note) => this.#hear(note),
      state: (state, error) => {
        sitting.lineIs(state, error);
        if (state === 'ended') this.#stopAll();
      },
      hiccup,
    });
    this.#publisher = new Publisher({
      call: this.#line.call,
      published: (source, streamId) => sitting.published(source, streamId),
      media: (state) => {
        sitting.media = state;
      },
      refused: parts.refused,
      hiccup,
    });
  }

  shareWebcam(): Promise<void> {
    return this.#share('webcam', captureWebcam(this.#parts.devices));
  }

  /** To be called in the click handler itself: the picker opens before this returns. */
  shareScreen(): Promise<void> {
    return this.#share('screen', captureScreen(this.#parts.devices));
  }

  stop(source: SharedSource): void {
    this.#release(source);
    this.#parts.sitting.released(source);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopAll();
    this.#publisher.close();
    this.#line.close();
  }

  async #share(source: SharedSource, asked: Promise<MediaStreamTrack>): Promise<void> {
    const { sitting } = this.#parts;
    sitting.asking(source);
    try {
      const track = await asked;
      if (this.#closed || sitting.line === 'ended') {
        track.stop();
        sitting.released(source);
        return;
      }
      this.#release(source);
      this.#follow(source, track);
      sitting.captured(source, track);
      this.#publisher.share(source, track);
    } catch (fault) {
      if (!(fault instanceof CaptureError)) throw fault;
      sitting.released(source, fault.trouble);
    }
  }

  /** What the browser or the person does to a track after it was shared. */
  #follow(source: SharedSource, track: MediaStreamTrack): void {
    const { sitting } = this.#parts;
    this.#tracks.set(source, track);
    const isShared = () => this.#tracks.get(source) === track;
    track.addEventListener('ended', () => {
      if (!isShared()) return;
      this.#release(source);
      sitting.released(source, source === 'webcam' ? 'cameraEnded' : 'screenEnded');
    });
    track.addEventListener('mute', () => isShared() && sitting.pictureComes(source, false));
    track.addEventListener('unmute', () => isShared() && sitting.pictureComes(source, true));
  }

  #release(source: SharedSource): void {
    const track = this.#tracks.get(source);
    if (track === undefined) return;
    this.#tracks.delete(source);
    track.stop();
    this.#publisher.stop(source);
  }

  #stopAll(): void {
    for (const source of [...this.#tracks.keys()]) this.stop(source);
  }

  #welcome({ here, iceServers, routerRtpCapabilities }: WelcomeFrame): void {
    if (here.role !== 'candidate') return;
    this.#iceServers = iceServers;
    this.#device = loadDevice(routerRtpCapabilities);
    this.#moveTo(here.sendTransport);
  }

  #hear(note: Note): void {
    this.#parts.sitting.apply(note);
    if (note.name === 'demand') this.#publisher.demand(note.data.streamId, note.data);
    if (note.name === 'republish') this.#moveTo(note.data.sendTransport);
  }

  /** Loading the device takes a moment: of two moves in a row the newer wins. */
  #moveTo(options: Parameters<Publisher['moveTo']>[1]): void {
    const mine = ++this.#moves;
    this.#device
      ?.then((device) => {
        if (mine === this.#moves && !this.#closed) this.#publisher.moveTo(device, options, this.#iceServers);
      })
      .catch(this.#parts.refused);
  }
}
