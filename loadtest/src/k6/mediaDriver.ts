import type { LoadCandidate } from '@invigil/contract/benchLoad';
import { routes } from '@invigil/contract/routes';
import { quantile } from '../bench/statistics.ts';
import { Fleets } from '../fleet/fleets.ts';
import { loopback } from '../machine/place.ts';

/** What came of the media of a run. */
export interface MediaFigures {
  bots: number;
  joinP95Ms: number;
  /** Of the streams that the server reports on; the packets up to its newest reports, and those of them that it missed. */
  sentPackets: number;
  reportedPackets: number;
  lossPercent: number;
  failures: string[];
}

const core = 0;
const processes = 2;
const joinsPerSecond = 10;

/** Candidates with real media beside the people of k6: webcam and screen in real VP8, key frames when asked, packets counted. */
export class MediaDriver {
  readonly #fleet: Fleets;
  readonly #bots: number;
  readonly #joined: { p95Ms: number; failures: string[] };

  private constructor(fleet: Fleets, bots: number, joined: { p95Ms: number; failures: string[] }) {
    this.#fleet = fleet;
    this.#bots = bots;
    this.#joined = joined;
  }

  /** Resolves once all are live, and send what somebody watches or else a pulse, as a page does. */
  static async start(apiUrl: string, candidates: readonly LoadCandidate[]): Promise<MediaDriver> {
    const fleet = await Fleets.create(loopback, core, Math.min(processes, candidates.length));
    try {
      const tokens = await Promise.all(candidates.map((candidate) => joinToken(apiUrl, candidate)));
      const signalingUrl = tokens[0]?.signalingUrl ?? '';
      const target = {
        kind: 'invigil' as const,
        signalingUrl,
        origin: apiUrl,
        tokens: tokens.map(({ token }) => token),
      };
      const bots = candidates.length;
      await fleet.prepare(target, bots, ['webcam', 'screen'], 'wall');
      const { joinMs, failures } = await fleet.join({ bots, inFlight: bots, perSecond: joinsPerSecond });
      await fleet.play('demanded');
      return new MediaDriver(fleet, bots, { p95Ms: quantile(joinMs, 0.95), failures });
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  get pids(): number[] {
    return this.#fleet.pids;
  }

  async figures(): Promise<MediaFigures> {
    const { sentPackets, reportedPackets, lostPackets } = await this.#fleet.told();
    return {
      bots: this.#bots,
      joinP95Ms: this.#joined.p95Ms,
      sentPackets,
      reportedPackets,
      lossPercent: reportedPackets === 0 ? 0 : (100 * lostPackets) / reportedPackets,
      failures: this.#joined.failures,
    };
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#fleet.close();
  }
}

async function joinToken(apiUrl: string, { sittingId, cookie }: LoadCandidate) {
  const { method, path, reply } = routes.sittingJoinToken;
  const response = await fetch(apiUrl + path.replace(':sittingId', sittingId), { method, headers: { cookie } });
  if (!response.ok) throw new Error(`a bot got no token: ${response.status} ${await response.text()}`);
  return reply.parse(await response.json());
}
