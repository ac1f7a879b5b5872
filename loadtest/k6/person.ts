import http, { type RefinedResponse } from 'k6/http';
import { Counter } from 'k6/metrics';
import type { LoadPaths } from '../src/k6/loadPlan.ts';
import { plan } from './planned.ts';
import { pause } from './timing.ts';

/** Requests that were told to come back later, and did. */
const postponed = new Counter('requests_postponed');
/** Requests that were answered with what was not asked for. */
const refused = new Counter('requests_refused');
const longestMs = 40_000;
/** How often somebody presses again who is told that too many do. */
const mostAttempts = 20;

export interface Ask {
  method: 'GET' | 'POST' | 'PUT';
  route: keyof LoadPaths;
  ids?: Record<string, string>;
  query?: string;
  body?: string;
}

/** One browser: its own cookies, and requests as a page makes them. */
export class Person {
  readonly #jar = new http.CookieJar();
  readonly #cookie: string | undefined;

  /** @param cookie of a session that was opened before; without one, it signs in. */
  constructor(cookie?: string) {
    this.#cookie = cookie;
  }

  signIn(email: string): Promise<unknown> {
    const body = JSON.stringify({ email, password: plan.password });
    return this.ask({ method: 'POST', route: 'signIn', body });
  }

  /** The answer's JSON. @throws {Error} for any status but 200 and a 429 that passes. */
  async ask(request: Ask): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(request);
      if (response.status === 200) return JSON.parse(String(response.body));
      if (response.status !== 429 || attempt >= mostAttempts) {
        refused.add(1, { name: request.route });
        throw new Error(
          `${request.route}: ${response.status} ${String(response.body ?? response.error).slice(0, 200)}`,
        );
      }
      postponed.add(1);
      const { retryAfterSeconds = 1 } = JSON.parse(String(response.body)) as { retryAfterSeconds?: number };
      await pause(retryAfterSeconds * 1_000 * (1 + Math.random() / 2));
    }
  }

  #send({ method, route, ids = {}, query = '', body }: Ask): Promise<RefinedResponse<'text'>> {
    const path = plan.paths[route].replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '');
    const sent = body ?? (method === 'GET' ? null : '{}');
    return http.asyncRequest(method, `${plan.apiUrl}${path}${query}`, sent, {
      jar: this.#jar,
      headers: {
        ...(sent === null ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
      },
      tags: { name: route },
      timeout: longestMs,
      responseType: 'text',
    });
  }
}
