import { AppError } from '@invigil/contract/errors';
import type { PresenceId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { Attention } from './attention.ts';
import { Candidate } from './candidate.ts';
import type { CandidateAdmission } from './candidateOptions.ts';
import type { SignalingConfig } from './config.ts';
import type { HandedCandidate, HandedLine, HandedProctor } from './handOver/handed.ts';
import type { IncidentReports } from './incidentReports.ts';
import { Line } from './line.ts';
import { LiveSitting } from './liveSitting.ts';
import type { LookReports } from './lookReports.ts';
import { MediaFacts } from './mediaFacts.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { SignalingMetrics } from './metrics.ts';
import type { Place } from './place.ts';
import { type OpenVoice, Proctor, type ProctorAdmission } from './proctor.ts';
import type { SignalingNodes } from './signalingNodes.ts';
import { TeamPlace } from './teamPlace.ts';

export interface MakingOptions {
  cluster: Cluster;
  clock: Clock;
  log: Log;
  config: SignalingConfig;
  media: MediaNodes;
  nodes: SignalingNodes;
  reports: IncidentReports;
  looks: LookReports;
  metrics: SignalingMetrics;
}

interface Fresh<A> {
  presenceId: PresenceId;
  admission: A;
  routerRtpCapabilities: RtpCapabilities;
}

/** A presence of another node that goes on here: the hash of its page's resume token, and whether that page is coming. */
interface Handed<F> {
  from: F;
  resumeHash: string;
  comes: boolean;
}

/** Puts presences together: fresh ones, and those that go on from another node. They hold nothing in the cluster yet. */
export class Making {
  readonly #options: MakingOptions;

  constructor(options: MakingOptions) {
    this.#options = options;
  }

  candidate(fresh: Fresh<CandidateAdmission> & { place: Place }, handed?: Handed<HandedCandidate>): Candidate {
    const { cluster, clock, log, config, nodes, reports } = this.#options;
    const { presenceId, admission } = fresh;
    const { sittingId, roomId } = admission;
    const { from } = handed ?? {};
    const about = { cluster, clock, log, nodes, sittingId, roomId, presenceId, version: from?.version };
    return new Candidate({
      ...fresh,
      ...handed,
      line: this.#line(from?.line),
      sittingOf: (read) => new LiveSitting({ ...about, read }),
      facts: new MediaFacts({
        clock,
        sittingId,
        roomId,
        report: (incident) => reports.add(incident),
        times: config.mediaFactTimes,
        awaySince: from?.awaySince,
      }),
    });
  }

  proctor(fresh: Fresh<ProctorAdmission>, handed?: Handed<HandedProctor>): Proctor {
    const { clock, config, looks } = this.#options;
    const { personId } = fresh.admission;
    const { from, comes: here = false } = handed ?? {};
    const everyMs = config.lookEveryMs ?? limits.lookEveryMs;
    const report = looks.add.bind(looks);
    return new Proctor({
      ...fresh,
      ...handed,
      line: this.#line(from?.line),
      attentionOf: (roomOf) =>
        new Attention({ clock, personId, roomOf, everyMs, report, from: from && { here, ...from.attention } }),
      onAlone: (voice) => void this.#silence(voice),
    });
  }

  /** Its places in the team of each of its rooms, those among `from` as another node told them last. */
  places(proctor: Proctor, from: HandedProctor['places'] = []): TeamPlace[] {
    const { cluster, clock, log } = this.#options;
    const { presenceId, admission } = proctor;
    const { personId, supervises, rooms } = admission;
    return [...new Set(rooms)].map(
      (roomId) =>
        new TeamPlace({
          cluster,
          clock,
          log,
          who: { presenceId, personId, roomId, supervises },
          read: () => proctor.teamFacts(roomId),
          from: from.find((one) => one.roomId === roomId),
        }),
    );
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

  #line(from?: HandedLine): Line {
    const { clock, metrics } = this.#options;
    return new Line({ clock, onNote: () => metrics.noteSent(), from });
  }
}

/** @throws {AppError} noCapacity when there are more sittings than one page can be told of. */
export function checkSittings(proctor: Proctor): void {
  if (proctor.sittings().length > limits.sittingsPerProctor) {
    throw new AppError({ code: 'noCapacity', retryAfterSeconds: 5 });
  }
}
