import { AppError } from '@invigil/contract/errors';
import type { Admission } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { type JoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';

/** The signaling address to give out: one for everybody, or made from the host by which the browser reached us. */
export type SignalingUrl = string | ((host: string) => string);

const retryAfterSeconds = 3;

/** Issues the passes with which signaling admits people without asking the database. */
export class JoinTokens {
  readonly #privateJwk: JoinKeys['privateJwk'];
  readonly #signalingUrl: SignalingUrl;
  readonly #clock: Clock;
  readonly #cluster: Pick<Cluster, 'reach'>;

  constructor(parts: {
    privateJwk: JoinKeys['privateJwk'];
    signalingUrl: SignalingUrl;
    clock: Clock;
    cluster: Pick<Cluster, 'reach'>;
  }) {
    this.#privateJwk = parts.privateJwk;
    this.#signalingUrl = parts.signalingUrl;
    this.#clock = parts.clock;
    this.#cluster = parts.cluster;
  }

  /** The WebSocket address for a browser that knows us as `host`. */
  signalingUrl(host: string): string {
    return typeof this.#signalingUrl === 'string' ? this.#signalingUrl : this.#signalingUrl(host);
  }

  /**
   * @throws {AppError} unavailable while nobody could be admitted with it: a page is not shown why a socket does not open,
   * and can be told here.
   */
  async grant(host: string, admission: Admission): Promise<JoinGrant> {
    if (!this.#cluster.reach.isUp) throw new AppError({ code: 'unavailable', retryAfterSeconds });
    // A token counts in whole seconds.
    const expiresAt = (Math.floor(this.#clock.now() / 1000) + limits.joinTokenSeconds) * 1000;
    return {
      token: await signJoinToken(this.#privateJwk, admission, { clock: this.#clock }),
      signalingUrl: this.signalingUrl(host),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }
}
