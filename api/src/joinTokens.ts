import type { Admission } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { Clock } from '@invigil/server-kit/clock';
import { type JoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';

/** The signaling address to give out: one for everybody, or made from the host by which the browser reached us. */
export type SignalingUrl = string | ((host: string) => string);

/** Issues the passes with which signaling admits people without asking the database. */
export class JoinTokens {
  readonly #privateJwk: JoinKeys['privateJwk'];
  readonly #signalingUrl: SignalingUrl;
  readonly #clock: Clock;

  constructor(privateJwk: JoinKeys['privateJwk'], signalingUrl: SignalingUrl, clock: Clock) {
    this.#privateJwk = privateJwk;
    this.#signalingUrl = signalingUrl;
    this.#clock = clock;
  }

  /** The WebSocket address for a browser that knows us as `host`. */
  signalingUrl(host: string): string {
    return typeof this.#signalingUrl === 'string' ? this.#signalingUrl : this.#signalingUrl(host);
  }

  async grant(host: string, admission: Admission): Promise<JoinGrant> {
    // A token counts in whole seconds.
    const expiresAt = (Math.floor(this.#clock.now() / 1000) + limits.joinTokenSeconds) * 1000;
    return {
      token: await signJoinToken(this.#privateJwk, admission, { clock: this.#clock }),
      signalingUrl: this.signalingUrl(host),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }
}
