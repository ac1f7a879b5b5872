import type {
  DownloadName,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteReply,
  Routes,
  UploadName,
} from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Session } from '../sessions/session.ts';
import type { Download } from './download.ts';
import type { SessionCookie } from './sessionCookie.ts';

/** One request, parsed by its row, from somebody whose role the row admits. */
export interface Call<N extends RouteName> {
  params: RouteParams<N>;
  query: RouteQuery<N>;
  body: RouteBody<N>;
  /** The bytes of the file that is the body, of a route that takes one. Who says it is of some type may be wrong. */
  file: N extends UploadName ? Buffer : undefined;
  /** The caller's session with its account; a route for anyone has none. */
  session: Routes[N]['may'] extends 'anyone' ? undefined : Session;
  /** This request's own; everything it changed is written in one transaction after the handler. */
  em: EntityManager;
  /** When the request came, by the server's clock. */
  now: Date;
  /** The caller's network address. */
  address: string;
  /** What the browser says of itself; empty when it says nothing. */
  userAgent: string;
  /** Host and port as the browser knows this server. */
  host: string;
  cookie: SessionCookie;
  /** Aborts when nobody waits for the reply any longer, or the server stops. */
  gone: AbortSignal;
}

/** A route of the table without its handler, or with one of another type, does not compile. */
export type Handlers = {
  [N in RouteName]: (call: Call<N>) => Promise<N extends DownloadName ? Download : RouteReply<N>>;
};
