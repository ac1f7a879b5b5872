import type { WelcomeFrame } from '@invigil/contract/frames';
import type { SittingId, StreamId, TransportId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { SittingLive } from '@invigil/contract/live';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Step } from '@invigil/contract/sources';
import type { Device } from 'mediasoup-client';
import { shallowReactive, shallowRef } from 'vue';
import type { useProctoring } from '../stores/proctoring.ts';
import type { useRoom } from '../stores/room.ts';
import { Attending } from './attending.ts';
import type { LiveCall } from './call.ts';
import { loadDevice } from './device.ts';
import { Line } from './line.ts';
import { Viewer } from './viewer.ts';

interface Parts {
  getToken: () => Promise<JoinGrant>;
  room: ReturnType<typeof useRoom>;
  proctoring: ReturnType<typeof useProctoring>;
  /** Something happened in a sitting of the room, or has ended. */
  incident: (incident: Incident) => void;
  refused: (fault: unknown) => void;
  hiccup: (fault: unknown) => void;
}

/** What a page needs to open a transport of its own beside the receivers: it is another after each welcome. */
export interface LivePlace {
  device: Device;
  iceServers: RTCIceServer[];
}

/** The live half of a proctor's wall: line and viewer, from opening the page to leaving it. */
export class Watching {
  /** The pictures and microphones that arrive now, by stream. */
  readonly pictures = shallowReactive(new Map<StreamId, MediaStreamTrack>());
  /** undefined until the first welcome. */
  readonly place = shallowRef<LivePlace>();
  /** Asks signaling something, over the same line. */
  readonly call: LiveCall;
  readonly #parts: Parts;
  readonly #line: Line;
  readonly #viewer: Viewer;
  readonly #attending: Attending;
  /** The newest streams of each sitting. */
  readonly #streams = new Map<SittingId, SittingLive['streams']>();
  readonly #speakersClosed = new Set<(transportId: TransportId) => void>();
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
    this.call = this.#line.call;
    this.#attending = new Attending({ call: this.call, hiccup });
    this.#viewer = new Viewer({
      call: this.call,
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

  /** Whom this page shows full size, to somebody who can see it. */
  attend(sittingId: SittingId | null): void {
    if (!this.#closed) this.#attending.show(sittingId);
  }

  /** Hears of speaking transports that died with their worker. @returns what ends the hearing. */
  onSpeakerClosed(hear: (transportId: TransportId) => void): () => void {
    this.#speakersClosed.add(hear);
    return () => this.#speakersClosed.delete(hear);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attending.close();
    this.#viewer.close();
    this.#line.close();
  }

  #welcome({ here, iceServers, routerRtpCapabilities, serverTime }: WelcomeFrame): void {
    if (here.role !== 'proctor') return;
    this.#parts.proctoring.hearTime(serverTime);
    this.#parts.proctoring.welcome(here.proctors);
    this.#parts.room.welcome(here.sittings);
    this.#streams.clear();
    for (const { sittingId, streams } of here.sittings) this.#streams.set(sittingId, streams);
    this.#attending.welcome();
    const mine = ++this.#welcomes;
    loadDevice(routerRtpCapabilities)
      .then((device) => {
        if (mine !== this.#welcomes || this.#closed) return;
        this.#viewer.moveTo(device, iceServers);
        this.place.value = { device, iceServers };
      })
      .catch(this.#parts.refused);
  }

  /** A source that goes on as another stream is shown without a break. */
  #succeed({ sittingId, presence, streams }: SittingLive): void {
    for (const { source, streamId } of streams) {
      const before = this.#streams.get(sittingId)?.find((one) => one.source === source)?.streamId;
      if (before !== undefined && before !== streamId) this.#viewer.succeed(before, streamId);
    }
    if (presence === 'gone') this.#streams.delete(sittingId);
    else this.#streams.set(sittingId, streams);
  }

  #hear(note: Note): void {
    const { room, proctoring, incident } = this.#parts;
    if (note.name === 'sittingLive') {
      this.#succeed(note.data);
      room.apply(note.data);
    }
    if (note.name === 'incident') incident(note.data);
    if (note.name === 'proctoredSitting') proctoring.apply(note.data);
    if (note.name === 'proctorPresence') proctoring.meet(note.data);
    if (note.name === 'conversation') proctoring.addEntries([note.data]);
    if (note.name === 'watchesClosed') this.#viewer.watchesClosed(note.data.watchIds);
    if (note.name === 'receiverClosed') this.#viewer.receiverClosed(note.data.transportId);
    if (note.name === 'speakerClosed') for (const hear of this.#speakersClosed) hear(note.data.transportId);
  }
}
