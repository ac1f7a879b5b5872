import {
  App,
  type HttpRequest,
  type HttpResponse,
  type TemplatedApp,
  type us_listen_socket,
  us_listen_socket_close,
  us_socket_local_port,
  type WebSocket,
} from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { type CloseReason, closeReasons, type ResumedFrame, type WelcomeFrame } from '@invigil/contract/frames';
import { liveProtocol } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import { toAppError } from '@invigil/server-kit/fault';
import type { Log } from '@invigil/server-kit/log';
import type { UpgradeRequest } from './admission.ts';
import { Connection } from './connection.ts';
import { CorkHolder } from './corkHolder.ts';
import type { LivePresence } from './livePresence.ts';

export const livePath = '/live';

/** A socket that answers no ping for this long is closed; uWebSockets.js counts in steps of four seconds. */
const idleSeconds = Math.round(limits.silenceMs / 1_000);
/** uWebSockets.js cuts larger frames without a code, so those that are a little too large are let in and answered. */
const hardFrameBytes = 4 * limits.frameBytes;
/** `LIBUS_LISTEN_EXCLUSIVE_PORT`: without it two servers would share a port, and each get half of the pages. */
const exclusivePort = 1;

/** A presence that may have its socket now, with the first frame to send and the last note its page has. */
export type Admitted =
  | { presence: LivePresence; first: () => WelcomeFrame | ResumedFrame; after: number; isFresh: boolean }
  | { closed: CloseReason };

export interface SocketHandlers {
  /** Throws the AppError with which the upgrade is refused. */
  admit(request: UpgradeRequest): Promise<Admitted>;
  opened(presence: LivePresence): void;
  message(presence: LivePresence, message: ArrayBuffer, isBinary: boolean): void;
  closed(presence: LivePresence, connection: Connection, code: number): void;
  /** The page went away before its socket was open; `isFresh` when nobody was welcomed to that presence yet. */
  abandoned(presence: LivePresence, isFresh: boolean): void;
  tooSlow(): void;
}

interface SocketData {
  admitted: Admitted;
  connection?: Connection;
}

/** The uWebSockets.js server: upgrades, and sockets turned into connections. */
export class SocketServer {
  readonly #handlers: SocketHandlers;
  readonly #log: Log;
  readonly #app: TemplatedApp = App();
  readonly #cork: CorkHolder;
  readonly #open = new Map<Connection, LivePresence>();
  #justOpened: WebSocket<SocketData> | undefined;
  #listening: us_listen_socket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor({ handlers, log }: { handlers: SocketHandlers; log: Log }, cork: CorkHolder) {
    this.#cork = cork;
    this.#handlers = handlers;
    this.#log = log;
    this.#routes();
  }

  /** @throws {Error} when the port is taken. */
  static async listen(options: {
    host: string;
    port: number;
    handlers: SocketHandlers;
    log: Log;
  }): Promise<SocketServer> {
    const server = new SocketServer(options, await CorkHolder.open());
    try {
      await server.#listen(options.host, options.port);
    } catch (error) {
      server.close();
      throw error;
    }
    server.#heartbeat = setInterval(() => server.#beat(), limits.heartbeatMs);
    return server;
  }

  get port(): number {
    return this.#listening ? us_socket_local_port(this.#listening) : -1;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** No new sockets from now on. */
  stopListening(): void {
    if (this.#listening) us_listen_socket_close(this.#listening);
    this.#listening = undefined;
    clearInterval(this.#heartbeat);
  }

  /** Closes what is still open. Idempotent. */
  close(): void {
    this.stopListening();
    this.#app.close();
    this.#cork.close();
  }

  #listen(host: string, port: number): Promise<void> {
    // The types of uWebSockets.js know this form of listen only without a host.
    const app = this.#app as unknown as { listen(host: string, port: number, options: number, heard: Heard): unknown };
    return new Promise((resolve, reject) => {
      app.listen(host, port, exclusivePort, (socket) => {
        if (!socket) {
          reject(new Error(`cannot listen on ${host}:${port}: the address is taken, or not this machine's`));
          return;
        }
        this.#listening = socket;
        resolve();
      });
    });
  }

  #routes(): void {
    this.#app.ws<SocketData>(livePath, {
      maxPayloadLength: hardFrameBytes,
      maxBackpressure: limits.socketBacklogBytes,
      closeOnBackpressureLimit: true,
      idleTimeout: idleSeconds,
      sendPingsAutomatically: true,
      upgrade: (response, request, context) => this.#upgrade(response, request, context),
      open: (socket) => {
        this.#justOpened = socket;
      },
      message: (socket, message, isBinary) => {
        const { admitted, connection } = socket.getUserData();
        if (connection && 'presence' in admitted && !admitted.presence.over && !admitted.presence.leaving) {
          this.#handlers.message(admitted.presence, message, isBinary);
        }
      },
      drain: (socket) => {
        const { admitted, connection } = socket.getUserData();
        if (connection && 'presence' in admitted) admitted.presence.line.drained(connection);
      },
      close: (socket, code) => {
        const { admitted, connection } = socket.getUserData();
        if (!connection || !('presence' in admitted)) return;
        connection.closed();
        this.#open.delete(connection);
        this.#handlers.closed(admitted.presence, connection, code);
      },
    });
    this.#app.any('/*', (response) => respond(response, { code: 'notFound' }, 404));
  }

  /** The request is only there until the first await, and the response only until its page aborts. */
  #upgrade(response: HttpResponse, request: HttpRequest, context: Parameters<HttpResponse['upgrade']>[4]): void {
    const key = request.getHeader('sec-websocket-key');
    const extensions = request.getHeader('sec-websocket-extensions');
    const asked: UpgradeRequest = {
      origin: request.getHeader('origin'),
      protocols: request.getHeader('sec-websocket-protocol'),
      after: request.getQuery('after'),
    };
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    this.#handlers
      .admit(asked)
      .then((admitted) => {
        if (aborted && 'presence' in admitted) this.#handlers.abandoned(admitted.presence, admitted.isFresh);
        if (aborted) return;
        const data: SocketData = { admitted };
        this.#cork.during(() => response.upgrade(data, key, liveProtocol, extensions, context));
        this.#begin();
      })
      .catch((error: unknown) => {
        const refusal = error instanceof AppError ? error : toAppError(error, { log: this.#log, doing: 'admitting' });
        if (!aborted) respond(response, refusal.body, refusal.status);
      });
  }

  /** What follows the upgrade at once, but outside its cork, so that the first frames go out together. */
  #begin(): void {
    const socket = this.#justOpened;
    this.#justOpened = undefined;
    if (!socket) return;
    const data = socket.getUserData();
    const { admitted } = data;
    if ('closed' in admitted) {
      socket.end(closeReasons[admitted.closed].code, admitted.closed);
      return;
    }
    data.connection = new Connection(socket, { onTooSlow: () => this.#handlers.tooSlow() });
    this.#opened(data.connection, admitted);
  }

  #opened(connection: Connection, admitted: Extract<Admitted, { presence: LivePresence }>): void {
    const { presence, first, after } = admitted;
    if (presence.over) {
      const reason = presence.over in closeReasons ? (presence.over as CloseReason) : 'shuttingDown';
      connection.end(closeReasons[reason].code, reason);
      return;
    }
    this.#open.set(connection, presence);
    presence.line.attach(connection, { first: JSON.stringify(first()), after });
    this.#handlers.opened(presence);
  }

  #beat(): void {
    for (const presence of this.#open.values()) presence.line.heartbeat();
  }
}

type Heard = (socket: us_listen_socket | false) => void;

function respond(response: HttpResponse, body: ErrorBody, status: number): void {
  response.cork(() => {
    response
      .writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`)
      .writeHeader('content-type', 'application/json')
      .writeHeader('cache-control', 'no-store')
      .end(JSON.stringify(body));
  });
}
