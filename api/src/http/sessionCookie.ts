// The plugin's types add cookies to requests and replies.
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers refuse the cookie from a subdomain or over plain HTTP. */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-invigil' : 'invigil');

/** The session cookie of one request: what came with it, and what the reply will change about it. */
export class SessionCookie {
  readonly #name: string;
  readonly #secure: boolean;
  readonly #maxAgeSeconds: number;
  readonly token: string | undefined;
  /** The token to set; null clears the cookie, undefined leaves it. */
  #next: string | null | undefined;

  constructor(request: FastifyRequest, { secure, maxAgeMs }: { secure: boolean; maxAgeMs: number }) {
    this.#name = sessionCookieName(secure);
    this.#secure = secure;
    this.#maxAgeSeconds = maxAgeMs / 1000;
    this.token = request.cookies[this.#name];
  }

  set(token: string): void {
    this.#next = token;
  }

  clear(): void {
    this.#next = null;
  }

  /** Called when everything else is done, so that a failed request changes nothing in the browser either. */
  writeTo(reply: FastifyReply): void {
    const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: this.#secure } as const;
    if (this.#next) reply.setCookie(this.#name, this.#next, { ...attributes, maxAge: this.#maxAgeSeconds });
    else if (this.#next === null) reply.clearCookie(this.#name, attributes);
  }
}
