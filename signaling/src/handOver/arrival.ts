import { conversationEntry, conversationOf } from '@invigil/contract/conversation';
import type { PresenceId } from '@invigil/contract/ids';
import type { Admission } from '@invigil/contract/joinToken';
import { sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Closable, Cluster } from '@invigil/server-kit/cluster/cluster';
import type { CandidateAdmission } from '../candidateOptions.ts';
import type { MediaEvents } from '../mediaEvents.ts';
import type { Presences } from '../presences.ts';
import type { ProctorAdmission } from '../proctor.ts';
import type { Rooms, RoomsEntered } from '../rooms.ts';
import type { RoomListener } from '../roomView.ts';
import { takeNews } from '../takeNews.ts';
import { handOverMark, handOverOf } from './handed.ts';
import { LiveTarget } from './liveTarget.ts';

interface ArrivalOptions {
  cluster: Cluster;
  rooms: Rooms;
  presences: Presences;
  events: MediaEvents;
}

/** Hears all that concerns a presence before it is here, and keeps what is this node's to tell: all after the other node's mark. */
export class Arrival {
  readonly target = new LiveTarget();
  /** The rooms of a proctor. */
  rooms: RoomsEntered | undefined;
  readonly #heard: Closable[] = [];
  readonly #giveEvents: () => void;

  private constructor(giveEvents: () => void) {
    this.#giveEvents = giveEvents;
  }

  /** Resolves once everything is heard. */
  static async open(options: ArrivalOptions, of: { presenceId: PresenceId; admission: Admission }): Promise<Arrival> {
    const arrival = new Arrival(options.events.expect(of.presenceId));
    try {
      if (of.admission.role === 'candidate') await arrival.#hearSitting(options, of.admission);
      else await arrival.#hearRooms(options, of.admission);
      const mark = await options.cluster.hear(handOverOf(of.presenceId), handOverMark, () => arrival.target.forget());
      arrival.#heard.push(mark);
    } catch (error) {
      await arrival.close();
      throw error;
    }
    return arrival;
  }

  /** Everything that it hears for a candidate, until that is over. */
  get heard(): readonly Closable[] {
    return this.#heard;
  }

  /** Gives what its media did meanwhile to the presence, which is here by now. */
  giveEvents(): void {
    this.#giveEvents();
  }

  /** Nobody came. Idempotent. */
  async close(): Promise<void> {
    this.#giveEvents();
    this.rooms?.leave();
    await Promise.all(this.#heard.map((heard) => heard.close()));
  }

  async #hearSitting({ cluster, presences }: ArrivalOptions, { sittingId }: CandidateAdmission): Promise<void> {
    const { target } = this;
    this.#heard.push(
      await cluster.hear(sittingNewsOf(sittingId), sittingNews, (news) =>
        target.tell((presence) => {
          if (presence.role === 'candidate') takeNews(presences, presence, news);
        }),
      ),
      await cluster.hear(conversationOf(sittingId), conversationEntry, (entry) =>
        target.tell((presence) => presence.line.note('conversation', entry)),
      ),
    );
  }

  async #hearRooms({ rooms }: ArrivalOptions, admission: ProctorAdmission): Promise<void> {
    const { target } = this;
    const listener: RoomListener = {
      // What comes before the proctor is here is told from the rooms themselves, whole.
      live: (live) => target.proctor?.live(live),
      incident: (incident) => target.tellProctor((proctor) => proctor.incident(incident)),
      proctoredSitting: (sitting) => target.tellProctor((proctor) => proctor.proctoredSitting(sitting)),
      conversation: (entry) => target.tellProctor((proctor) => proctor.conversation(entry)),
      proctorPresence: (presence) => target.proctor?.proctorPresence(presence),
    };
    this.rooms = await rooms.enter(admission.rooms, listener);
  }
}
