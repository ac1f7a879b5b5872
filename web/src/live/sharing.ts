import type { WelcomeFrame } from '@invigil/contract/frames';
import type { LadderStep } from '@invigil/contract/ladder';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Source } from '@invigil/contract/sources';
import type { Device } from 'mediasoup-client';
import type { useSitting } from '../stores/sitting.ts';
import {
  type CaptureDevices,
  CaptureError,
  captureMicrophone,
  captureScreen,
  captureWebcam,
  endedTroubles,
} from './captures.ts';
import { loadDevice } from './device.ts';
import { Hearing } from './hearing.ts';
import { driveLadder } from './ladderDrive.ts';
import { Line } from './line.ts';
import { Publisher } from './publisher.ts';

interface Parts {
  getToken: () => Promise<JoinGrant>;
  devices: CaptureDevices;
  sitting: ReturnType<typeof useSitting>;
  /** A share could not begin. */
  failed: (source: Source, fault: CaptureError) => void;
  /** A share ended that nobody stopped on this page: unplugged, revoked, or stopped in Chrome's own bar. */
  ended: (source: Source) => void;
  refused: (fault: unknown) => void;
  hiccup: (fault: unknown) => void;
}

/** The live half of a candidate's page: line, captures and publisher, from opening the page to leaving it. */
export class Sharing {
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #publisher: Publisher;
  readonly #hearing: Hearing;
  readonly #tracks = new Map<Source, MediaStreamTrack>();
  readonly #endLadder: () => void;
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
    this.#hearing = new Hearing({ call: this.#line.call, voice: sitting.voiceIs, hiccup });
    this.#endLadder = driveLadder({
      stats: () => this.#publisher.stats(),
      // Before anything is shared there is nothing to judge a line by.
      line: () =>
        this.#tracks.size === 0 || sitting.media === 'none'
          ? undefined
          : { connected: sitting.media === 'connected', reachable: sitting.line === 'live' },
      changed: (step) => this.#climb(step),
      hiccup,
    });
  }

  /** To be called in the click handler itself for the screen: the picker opens before this returns. */
  share(source: Source): Promise<void> {
    const { devices } = this.#parts;
    if (source === 'screen') return this.#share(source, captureScreen(devices));
    return this.#share(source, source === 'webcam' ? captureWebcam(devices) : captureMicrophone(devices));
  }

  /** All of these that are not shared, in one click; the picker opens before this returns. */
  async shareMissing(sources: readonly Source[]): Promise<void> {
    const missing = sources.filter((source) => !this.#tracks.has(source));
    // The screen first: its picker needs the fresh click, which the others do not.
    const order = [...missing].sort((a, b) => Number(b === 'screen') - Number(a === 'screen'));
    await Promise.all(order.map((source) => this.share(source)));
  }

  /** Takes over a capture that the page has already. */
  adopt(source: Source, track: MediaStreamTrack): void {
    if (track.readyState === 'live') this.#begin(source, track);
  }

  /** Another camera for the webcam that is shared: its stream goes on, so nobody has to look for it anew. */
  async switchCamera(cameraId: string): Promise<void> {
    const { sitting, devices } = this.#parts;
    try {
      const track = await captureWebcam(devices, cameraId);
      const before = this.#tracks.get('webcam');
      this.#begin('webcam', track);
      before?.stop();
    } catch (fault) {
      if (!(fault instanceof CaptureError)) throw fault;
      sitting.troubled('webcam', fault.trouble);
      this.#parts.failed('webcam', fault);
    }
  }

  stop(source: Source): void {
    this.#release(source);
    this.#parts.sitting.released(source);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endLadder();
    this.#stopAll();
    this.#hearing.close();
    this.#publisher.close();
    this.#line.close();
  }

  async #share(source: Source, asked: Promise<MediaStreamTrack>): Promise<void> {
    const { sitting } = this.#parts;
    sitting.asking(source);
    try {
      const track = await asked;
      this.#release(source);
      this.#begin(source, track);
    } catch (fault) {
      if (!(fault instanceof CaptureError)) throw fault;
      sitting.released(source, fault.trouble);
      if (fault.trouble === 'wrongSurface') this.#tellBlocked();
      this.#parts.failed(source, fault);
    }
  }

  #begin(source: Source, track: MediaStreamTrack): void {
    const { sitting } = this.#parts;
    if (this.#closed || sitting.line === 'ended') {
      track.stop();
      if (!this.#closed) sitting.released(source);
      return;
    }
    this.#follow(source, track);
    sitting.captured(source, track);
    this.#publisher.share(source, track);
  }

  /** What the browser or the person does to a track after it was shared. */
  #follow(source: Source, track: MediaStreamTrack): void {
    const { sitting } = this.#parts;
    this.#tracks.set(source, track);
    const isShared = () => this.#tracks.get(source) === track;
    track.addEventListener('ended', () => {
      if (!isShared()) return;
      this.#release(source);
      sitting.released(source, endedTroubles[source]);
      this.#parts.ended(source);
    });
    track.addEventListener('mute', () => isShared() && sitting.pictureComes(source, false));
    track.addEventListener('unmute', () => isShared() && sitting.pictureComes(source, true));
  }

  #release(source: Source): void {
    const track = this.#tracks.get(source);
    if (track === undefined) return;
    this.#tracks.delete(source);
    track.stop();
    this.#publisher.stop(source);
  }

  #stopAll(): void {
    this.#hearing.silence();
    for (const source of [...this.#tracks.keys()]) this.stop(source);
  }

  #climb(step: LadderStep): void {
    this.#parts.sitting.ladder = step;
    this.#publisher.climb(step);
    this.#tellLadder();
  }

  #tellLadder(): void {
    this.#line.call('tellLadder', { step: this.#parts.sitting.ladder }).catch(this.#parts.hiccup);
  }

  #tellBlocked(): void {
    this.#line.call('tellBlocked', { source: 'screen', blocked: true }).catch(this.#parts.hiccup);
  }

  #welcome({ here, iceServers, routerRtpCapabilities }: WelcomeFrame): void {
    if (here.role !== 'candidate') return;
    this.#iceServers = iceServers;
    this.#device = loadDevice(routerRtpCapabilities);
    this.#hearing.moveTo(this.#device, iceServers);
    this.#moveTo(here.sendTransport);
    // A new presence begins without what the older one was told.
    const { sitting } = this.#parts;
    if (sitting.ladder !== 'full') this.#tellLadder();
    if (sitting.shared.screen.trouble === 'wrongSurface') this.#tellBlocked();
  }

  #hear(note: Note): void {
    this.#parts.sitting.apply(note);
    if (note.name === 'demand') this.#publisher.demand(note.data.streamId, note.data);
    if (note.name === 'voiceOpened') void this.#hearing.opened(note.data);
    if (note.name === 'voiceChanged') this.#hearing.changed(note.data);
    if (note.name === 'voiceClosed') this.#hearing.closed(note.data);
    if (note.name === 'republish') {
      // The worker that is gone carried the voices too.
      this.#hearing.silence();
      this.#moveTo(note.data.sendTransport);
    }
    if (note.name === 'migrate') this.#moveTo(note.data.sendTransport, 'migrateTo');
    if (note.name === 'placeClosed') this.#publisher.placeClosed(note.data.transportId);
  }

  /** Loading the device takes a moment: of two moves in a row the newer wins. */
  #moveTo(options: Parameters<Publisher['moveTo']>[1], how: 'moveTo' | 'migrateTo' = 'moveTo'): void {
    const mine = ++this.#moves;
    this.#device
      ?.then((device) => {
        if (mine === this.#moves && !this.#closed) this.#publisher[how](device, options, this.#iceServers);
      })
      .catch(this.#parts.refused);
  }
}
