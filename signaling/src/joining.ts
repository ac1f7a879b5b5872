import { randomUUID } from 'node:crypto';
import { type ConversationEntry, conversationEntry, conversationOf } from '@invigil/contract/conversation';
import { AppError } from '@invigil/contract/errors';
import type { WelcomeFrame } from '@invigil/contract/frames';
import { presenceId } from '@invigil/contract/ids';
import type { Admission } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Candidate } from './candidate.ts';
import type { CandidateAdmission } from './candidateOptions.ts';
import type { SignalingConfig } from './config.ts';
import type { Directory } from './handOver/directory.ts';
import type { LivePresence } from './livePresence.ts';
import { checkSittings, type Making } from './making.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { Presences } from './presences.ts';
import type { Proctor, ProctorAdmission } from './proctor.ts';
import type { RoomShares } from './roomShares.ts';
import type { Rooms } from './rooms.ts';
import { takeNews } from './takeNews.ts';
import { turnServer } from './turn.ts';

interface JoiningOptions {
  cluster: Cluster;
  clock: Clock;
  config: SignalingConfig;
  media: MediaNodes;
  rooms: Rooms;
  presences: Presences;
  directory: Directory;
  shares: RoomShares;
  making: Making;
}

/** Makes presences of admissions, with everything ready that the welcome tells, and writes the welcome. */
export class Joining {
  readonly #options: JoiningOptions;

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** @throws {AppError} noCapacity, unavailable or openElsewhere. */
  join(admission: Admission): Promise<LivePresence> {
    return admission.role === 'candidate' ? this.#joinCandidate(admission) : this.#joinProctor(admission);
  }

  /** The first frame of a fresh presence. */
  welcome(presence: LivePresence): WelcomeFrame {
    const { clock, config } = this.#options;
    const { turn } = config;
    const { presenceId: id, endsAt } = presence;
    const now = clock.now();
    return {
      type: 'welcome',
      presenceId: id,
      resumeToken: presence.resumeToken,
      serverTime: now,
      heartbeatMs: limits.heartbeatMs,
      iceServers: [...config.iceServers, ...(turn ? [turnServer(turn, { id, endsAt, now })] : [])],
      ...hereOf(presence),
    };
  }

  /** Its media is placed first: who cannot be placed does not take the sitting from an older page. */
  async #joinCandidate(admission: CandidateAdmission): Promise<Candidate> {
    const { cluster, media, presences, directory, making } = this.#options;
    const id = presenceId.parse(randomUUID());
    const { sittingId } = admission;
    const place = await media.place({ presenceId: id, sittingId });
    let candidate: Candidate | undefined;
    try {
      const routerRtpCapabilities = await media.capabilities();
      const joining = making.candidate({ presenceId: id, admission, routerRtpCapabilities, place });
      candidate = joining;
      const take = (news: SittingNews) => takeNews(presences, joining, news);
      const tell = (entry: ConversationEntry) => joining.line.note('conversation', entry);
      joining.hears(await cluster.hear(sittingNewsOf(sittingId), sittingNews, take));
      joining.hears(await cluster.hear(conversationOf(sittingId), conversationEntry, tell));
      const onLost = () => void presences.end(joining, 'superseded');
      const [orphan] = await Promise.all([joining.sitting.claim({ onLost }), directory.enter(joining, { onLost })]);
      if (orphan) await media.closePresence(orphan.presenceId, [orphan.mediaNodeId]);
      mustBeHere(joining);
      presences.add(joining);
      return joining;
    } catch (error) {
      await candidate?.stopHearing();
      if (candidate) await directory.over(candidate, undefined);
      await media.closePresence(id, [place.mediaNodeId]);
      throw error;
    }
  }

  async #joinProctor(admission: ProctorAdmission): Promise<Proctor> {
    const { media, rooms, shares, presences, directory, making } = this.#options;
    const proctor = making.proctor({
      presenceId: presenceId.parse(randomUUID()),
      admission,
      routerRtpCapabilities: await media.capabilities(),
    });
    try {
      proctor.enter(await rooms.enter(admission.rooms, proctor));
      checkSittings(proctor);
      proctor.takePlaces(making.places(proctor));
      const onLost = () => void presences.end(proctor, 'superseded');
      await Promise.all([directory.enter(proctor, { onLost }), ...proctor.places.map((place) => place.claim())]);
    } catch (error) {
      proctor.finish('left');
      await proctor.stopHearing();
      await directory.over(proctor, undefined);
      throw error;
    }
    presences.add(proctor);
    if (!admission.supervises) shares.entered(admission.rooms);
    return proctor;
  }
}

/** @throws {AppError} sittingOver or openElsewhere when it was over before its socket could open. */
function mustBeHere({ over }: Candidate): void {
  if (over !== undefined) throw new AppError({ code: over === 'ended' ? 'sittingOver' : 'openElsewhere' });
}

function hereOf(presence: LivePresence): Pick<WelcomeFrame, 'routerRtpCapabilities' | 'here'> {
  const { routerRtpCapabilities } = presence;
  if (presence.role === 'proctor') {
    return {
      routerRtpCapabilities,
      here: { role: 'proctor', sittings: presence.sittings(), proctors: presence.proctors() },
    };
  }
  const { sittingId, roomId } = presence.admission;
  const { sendTransport } = presence.place;
  return { routerRtpCapabilities, here: { role: 'candidate', sittingId, roomId, sendTransport } };
}
