import type { WelcomeFrame } from '@invigil/contract/frames';
import type { StreamId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Step } from '@invigil/contract/sources';
import { shallowReactive } from 'vue';
import type { useRoom } from '../stores/room.ts';
import { loadDevice } from './device.ts';
import { Line } from './line.ts';
import { Viewer } from './viewer.ts';

interface Parts {
  getToken: () => Promise<JoinGrant>;
  room: ReturnType<typeof useRoom>;
  /** Something happened in a sitting of the room, or has ended. */
  incident: (incident: Incident) => void;
  refused: (fault: unknown) => void;
  hiccup: (fault: unknown) => void;
}

/** The live half of a proctor's wall: line and viewer, from opening the page to leaving it. */
export class Watching {
  /** The pictures that arrive now, by stream. */
  readonly pictures = shallowReactive(new Map<StreamId, MediaStreamTrack>());
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #viewer: Viewer;
  #welcomes = 0;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { room, hiccup } = parts;
    this.#line = new Line({
      getToken: parts.getToken,
      welcome: (welcome) => this.#welcome(welcome),
      note: (note) => this.#hear(note),
      state: (state, error) => {
        room.line = state;
        room.error = error;
      },
      hiccup,
    });
    this.#viewer = new Viewer({
      call: this.#line.call,
      picture: (streamId, track) => {
        if (track === undefined) this.pictures.delete(streamId);
        else this.pictures.set(streamId, track);
      },
      hiccup,
    });
  }

  /** Everything in sight and at which step. */
  show(wanted: ReadonlyMap<StreamId, Step>): void {
    if (!this.#closed) this.#viewer.show(wanted);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#viewer.close();
    this.#line.close();
  }

  #welcome({ here, iceServers, routerRtpCapabilities }: WelcomeFrame): void {
    if (here.role !== 'proctor') return;
    this.#parts.room.welcome(here.sittings);
    const mine = ++this.#welcomes;
    loadDevice(routerRtpCapabilities)
      .then((device) => {
        if (mine === this.#welcomes && !this.#closed) this.#viewer.moveTo(device, iceServers);
      })
      .catch(this.#parts.refused);
  }

  #hear(note: Note): void {
    if (note.name === 'sittingLive') this.#parts.room.apply(note.data);
    if (note.name === 'incident') this.#parts.incident(note.data);
    if (note.name === 'watchesClosed') this.#viewer.watchesClosed(note.data.watchIds);
    if (note.name === 'receiverClosed') this.#viewer.receiverClosed(note.data.transportId);
  }
}
