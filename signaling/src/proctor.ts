import type { ConversationEntry } from '@invigil/contract/conversation';
import { AppError } from '@invigil/contract/errors';
import type { HeldSitting } from '@invigil/contract/heldSitting';
import type { NodeId, PresenceId, RoomId, SittingId, StreamId, TransportId, WatchId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { Admission } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { Attention } from './attention.ts';
import { Coalescer } from './coalescer.ts';
import type { HandedProctor } from './handOver/handed.ts';
import type { Line } from './line.ts';
import { Presence, type PresenceEnd } from './presence.ts';
import type { RoomsEntered } from './rooms.ts';
import type { RoomListener } from './roomView.ts';
import type { TeamFacts, TeamPlace } from './teamPlace.ts';
import { type Receiver, Watching } from './watching.ts';

export type ProctorAdmission = Extract<Admission, { role: 'proctor' }>;

/** What it speaks over, beside the media of one sitting. */
export interface OpenVoice {
  transportId: TransportId;
  mediaNodeId: NodeId;
  sittingId: SittingId;
}

/**
 * A proctor's presence: the rooms of its token and its place in the team of each, one receiver for each worker it watches and
 * its watches, and the voice it speaks with.
 */
export class Proctor extends Presence implements RoomListener {
  readonly role = 'proctor';
  readonly admission: ProctorAdmission;
  readonly routerRtpCapabilities: RtpCapabilities;
  /** What its browser can decode; sent with its first watch. */
  rtpCapabilities: RtpCapabilities | undefined;
  readonly watching: Watching;
  #entered: RoomsEntered | undefined;
  readonly #sittingNotes: Coalescer<string, SittingLive>;
  readonly #proctoredNotes: Coalescer<string, ProctoredSitting>;
  readonly #teamNotes: Coalescer<string, ProctorPresence>;
  readonly #attention: Attention;
  readonly #onAlone: (voice: OpenVoice) => void;
  #places: readonly TeamPlace[] = [];
  /** Its page is about to connect, and counts as here. */
  #comes = true;
  #voice: OpenVoice | undefined;
  #speaks: boolean;

  constructor(options: {
    presenceId: PresenceId;
    line: Line;
    admission: ProctorAdmission;
    routerRtpCapabilities: RtpCapabilities;
    attentionOf: (roomOf: (sittingId: SittingId) => RoomId | undefined) => Attention;
    /** Its page is away while it speaks: nobody can say any more whether it means to. */
    onAlone: (voice: OpenVoice) => void;
    /** Goes on with what another node has. */
    from?: HandedProctor | undefined;
    resumeHash?: string | undefined;
  }) {
    const { from } = options;
    super({ ...options, endsAt: from?.endsAt ?? options.admission.endsAt });
    this.admission = options.admission;
    this.watching = new Watching(options.line, from?.watching);
    this.rtpCapabilities = from?.rtpCapabilities;
    this.#voice = from?.voice ?? undefined;
    this.#speaks = from?.speaks ?? false;
    this.routerRtpCapabilities = options.routerRtpCapabilities;
    this.#attention = options.attentionOf((sittingId) => this.sitting(sittingId)?.live.roomId);
    this.#onAlone = options.onAlone;
    this.#sittingNotes = new Coalescer({
      everyMs: limits.coalesceMs,
      deliver: (live) => this.line.note('sittingLive', live),
    });
    this.#proctoredNotes = new Coalescer({
      everyMs: limits.coalesceMs,
      deliver: (sitting) => this.line.note('proctoredSitting', sitting),
      newer: (held, next) => (next.version < held.version ? held : next),
    });
    this.#teamNotes = new Coalescer({
      everyMs: limits.coalesceMs,
      deliver: (presence) => this.line.note('proctorPresence', presence),
    });
  }

  /** Hears of a sitting in one of its rooms. */
  live(live: SittingLive): void {
    this.#sittingNotes.push(live.sittingId, live);
    if (live.sittingId !== this.#attention.attends) return;
    this.#attention.check();
    this.#tellTeams();
  }

  /** Hears of what happened in one of them. */
  incident(incident: Incident): void {
    this.line.note('incident', incident);
  }

  /** Hears what the api knows of a sitting in one of them. */
  proctoredSitting(sitting: ProctoredSitting): void {
    this.#proctoredNotes.push(sitting.sittingId, sitting);
  }

  conversation(entry: ConversationEntry): void {
    this.line.note('conversation', entry);
  }

  /** Hears of a colleague; what is told of itself its page knows. */
  proctorPresence(presence: ProctorPresence): void {
    if (presence.presenceId === this.presenceId) return;
    this.#teamNotes.push(`${presence.presenceId}/${presence.roomId}`, presence);
  }

  enter(rooms: RoomsEntered): void {
    this.#entered = rooms;
  }

  /** Its places in the teams of its rooms. */
  takePlaces(places: readonly TeamPlace[]): void {
    this.#places = places;
  }

  get places(): readonly TeamPlace[] {
    return this.#places;
  }

  /** What the team of a room is told of it. */
  teamFacts(roomId: RoomId): TeamFacts {
    const { attends } = this.#attention;
    const roomOfIt = attends === null ? undefined : this.sitting(attends)?.live.roomId;
    return {
      state: this.comes ? 'here' : 'away',
      attends: roomOfIt === undefined || roomOfIt === roomId ? attends : null,
      speaks: this.#speaks,
    };
  }

  /** Itself and its colleagues, as many as one page is told of. */
  proctors(): ProctorPresence[] {
    const own = this.#places.map(({ now }) => now);
    const all = this.#entered?.views.flatMap((view) => view.team()) ?? [];
    return [...own, ...all.filter(({ presenceId }) => presenceId !== this.presenceId)].slice(
      0,
      limits.proctorsPerWelcome,
    );
  }

  get comes(): boolean {
    return this.line.connected || this.#comes;
  }

  moves(): void {
    this.#comes = true;
  }

  /** All that another node needs to go on, for a page that has the notes up to `after`. */
  hand(after: number | null): HandedProctor {
    for (const notes of [this.#sittingNotes, this.#proctoredNotes, this.#teamNotes]) notes.flush();
    const { role, presenceId, endsAt, admission, routerRtpCapabilities, rtpCapabilities } = this;
    return {
      role,
      presenceId,
      endsAt,
      admission,
      routerRtpCapabilities,
      rtpCapabilities,
      line: this.line.hand(after),
      watching: this.watching.hand(),
      voice: this.#voice ?? null,
      speaks: this.#speaks,
      attention: this.#attention.hand(),
      rooms: {
        sittings: this.sittings().map(({ sittingId, roomId, version }) => ({ sittingId, roomId, version })),
        team: this.proctors(),
      },
      places: this.#places.map(({ now }) => now),
    };
  }

  attend(sittingId: SittingId | null): void {
    this.#attention.attend(sittingId);
    this.#tellTeams();
  }

  sittings(): SittingLive[] {
    return this.#entered?.views.flatMap((view) => view.live()) ?? [];
  }

  /** It hears by its rooms, which it leaves when it finishes; its places are given up then. */
  async stopHearing(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.release()));
  }

  mediaNodes(): Set<NodeId> {
    const nodes = new Set(this.watching.mediaNodes());
    if (this.#voice) nodes.add(this.#voice.mediaNodeId);
    return nodes;
  }

  connectionChanged(): void {
    this.#comes = false;
    this.#attention.pageIs(this.line.connected);
    this.spoke(this.#speaks);
  }

  override finish(end: PresenceEnd): boolean {
    this.#sittingNotes.close();
    this.#proctoredNotes.close();
    this.#teamNotes.close();
    if (end !== 'handedOver') this.#attention.close();
    this.#entered?.leave();
    this.#entered = undefined;
    return super.finish(end);
  }

  /** Where a stream is, if it is in one of its rooms. */
  holderOf(streamId: StreamId): HeldSitting | undefined {
    for (const view of this.#entered?.views ?? []) {
      const holder = view.holderOf(streamId);
      if (holder) return holder;
    }
    return undefined;
  }

  /** Where a sitting is live, if it is in one of its rooms. */
  sitting(sittingId: SittingId): HeldSitting | undefined {
    for (const view of this.#entered?.views ?? []) {
      const held = view.sitting(sittingId);
      if (held) return held;
    }
    return undefined;
  }

  /** What it speaks over now. */
  get openVoice(): OpenVoice | undefined {
    return this.#voice;
  }

  /** @throws {AppError} transportNotFound for anything but what it speaks over now. */
  voice(transportId: TransportId): OpenVoice {
    if (this.#voice?.transportId !== transportId) throw new AppError({ code: 'transportNotFound' });
    return this.#voice;
  }

  /** Another one, or none. */
  voiceIs(voice: OpenVoice | undefined): void {
    this.#voice = voice;
    this.spoke(false);
  }

  spoke(speaks: boolean): void {
    this.#speaks = speaks && this.line.connected;
    if (speaks && !this.#speaks && this.#voice) this.#onAlone(this.#voice);
    this.#tellTeams();
  }

  /** What it speaks over ended by itself. */
  voiceEnded(transportId: TransportId): void {
    if (this.#voice?.transportId !== transportId) return;
    this.voiceIs(undefined);
    this.line.note('speakerClosed', { transportId });
  }

  /** @throws {AppError} transportNotFound for any transport but one it receives over. */
  receiver(transportId: TransportId): Receiver {
    return this.watching.receiver(transportId);
  }

  /** Its own watches by the media node that holds them. @throws {AppError} watchNotFound for an id that never was its own. */
  watches(watchIds: readonly WatchId[]): Map<NodeId, WatchId[]> {
    return this.watching.watches(watchIds);
  }

  mediaNodeGone(nodeId: NodeId): void {
    this.watching.mediaNodeGone(nodeId);
    if (this.#voice?.mediaNodeId === nodeId) this.voiceEnded(this.#voice.transportId);
  }

  #tellTeams(): void {
    for (const place of this.#places) place.changed();
  }
}
