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
import type { Log } from '@invigil/server-kit/log';
import { Attention } from './attention.ts';
import { Candidate, type CandidateAdmission } from './candidate.ts';
import type { SignalingConfig } from './config.ts';
import type { IncidentReports } from './incidentReports.ts';
import { Line } from './line.ts';
import type { LivePresence } from './livePresence.ts';
import { LiveSitting } from './liveSitting.ts';
import type { LookReports } from './lookReports.ts';
import { MediaFacts } from './mediaFacts.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { SignalingMetrics } from './metrics.ts';
import type { Presences } from './presences.ts';
import { type OpenVoice, Proctor, type ProctorAdmission } from './proctor.ts';
import type { RoomShares } from './roomShares.ts';
import type { Rooms } from './rooms.ts';
import type { SignalingNodes } from './signalingNodes.ts';
import { takeNews } from './takeNews.ts';
import { TeamPlace } from './teamPlace.ts';
import { turnServer } from './turn.ts';

const retryAfterSeconds = 5;

interface JoiningOptions {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  config: SignalingConfig;
  media: MediaNodes;
  nodes: SignalingNodes;
  rooms: Rooms;
  presences: Presences;
  shares: RoomShares;
  reports: IncidentReports;
  looks: LookReports;
  metrics: SignalingMetrics;
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
    const { cluster, clock, log, config, media, nodes, presences, reports } = this.#options;
    const id = presenceId.parse(randomUUID());
    const { sittingId, roomId } = admission;
    const place = await media.place({ presenceId: id, sittingId });
    let candidate: Candidate | undefined;
    try {
      const joining = new Candidate({
        presenceId: id,
        line: this.#line(),
        admission,
        routerRtpCapabilities: await media.capabilities(),
        place,
        sittingOf: (read) => new LiveSitting({ cluster, clock, log, nodes, sittingId, roomId, presenceId: id, read }),
        facts: new MediaFacts({
          clock,
          sittingId,
          roomId,
          report: (incident) => reports.add(incident),
          times: config.mediaFactTimes,
        }),
      });
      candidate = joining;
      const take = (news: SittingNews) => takeNews(presences, joining, news);
      const tell = (entry: ConversationEntry) => joining.line.note('conversation', entry);
      joining.hears(await cluster.hear(sittingNewsOf(sittingId), sittingNews, take));
      joining.hears(await cluster.hear(conversationOf(sittingId), conversationEntry, tell));
      const orphan = await joining.sitting.claim({ onLost: () => void presences.end(joining, 'superseded') });
      if (orphan) await media.closePresence(orphan.presenceId, [orphan.mediaNodeId]);
      mustBeHere(joining);
      presences.add(joining);
      return joining;
    } catch (error) {
      await candidate?.stopHearing();
      await media.closePresence(id, [place.mediaNodeId]);
      throw error;
    }
  }

  async #joinProctor(admission: ProctorAdmission): Promise<Proctor> {
    const { clock, config, media, rooms, shares, presences, looks } = this.#options;
    const { personId } = admission;
    const everyMs = config.lookEveryMs ?? limits.lookEveryMs;
    const proctor = new Proctor({
      presenceId: presenceId.parse(randomUUID()),
      line: this.#line(),
      admission,
      routerRtpCapabilities: await media.capabilities(),
      attentionOf: (roomOf) => new Attention({ clock, personId, roomOf, everyMs, report: (look) => looks.add(look) }),
      onAlone: (voice) => void this.#silence(voice),
    });
    try {
      proctor.enter(await rooms.enter(admission.rooms, proctor));
      if (proctor.sittings().length > limits.sittingsPerProctor) {
        throw new AppError({ code: 'noCapacity', retryAfterSeconds });
      }
      await this.#takePlaces(proctor);
    } catch (error) {
      proctor.finish('left');
      await proctor.stopHearing();
      throw error;
    }
    presences.add(proctor);
    if (!admission.supervises) shares.entered(admission.rooms);
    return proctor;
  }

  /** In the team of each of its rooms. */
  async #takePlaces(proctor: Proctor): Promise<void> {
    const { cluster, clock, log } = this.#options;
    const { presenceId: id, admission } = proctor;
    const { personId, supervises } = admission;
    const places = [...new Set(admission.rooms)].map(
      (roomId) =>
        new TeamPlace({
          cluster,
          clock,
          log,
          who: { presenceId: id, personId, roomId, supervises },
          read: () => proctor.teamFacts(roomId),
        }),
    );
    proctor.takePlaces(places);
    await Promise.all(places.map((place) => place.claim()));
  }

  /** Whose page is away is heard no more until it is back and presses again. */
  async #silence({ mediaNodeId, transportId }: OpenVoice): Promise<void> {
    const { media, log } = this.#options;
    try {
      await media.call(mediaNodeId, 'speak', { transportId, speaks: false });
    } catch (err) {
      log.warn({ err, mediaNodeId }, 'could not silence a voice');
    }
  }

  #line(): Line {
    const { clock, metrics } = this.#options;
    return new Line({ clock, onNote: () => metrics.noteSent() });
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
