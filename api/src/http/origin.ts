import { AppError } from '@invigil/contract/errors';
import type { FastifyRequest } from 'fastify';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send with the session cookie. Browsers name the origin of every request that is
 * not safe; programs that are no browser name none, and hold no cookie that somebody else could borrow.
 * @param publicOrigins the only origins admitted; when empty, the origin must be of the host that was asked.
 */
export function originGuard(publicOrigins: readonly string[]) {
  return async (request: FastifyRequest): Promise<void> => {
    if (safeMethods.has(request.method)) return;
    const { origin, 'sec-fetch-site': site } = request.headers;
    const isOurs =
      origin === undefined ? site !== 'cross-site' && site !== 'same-site' : isAdmitted(origin, request.host);
    if (!isOurs) throw new AppError({ code: 'originRefused' });
  };

  function isAdmitted(origin: string, host: string): boolean {
    if (publicOrigins.length > 0) return publicOrigins.includes(origin);
    return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  }
}
