import { WebSocket } from 'ws';

/** A WebSocket that does not offer compression, so that no server spends processor time on it. */
export class PlainSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
}

/** The same, from the pages of an origin. */
export function plainSocketFrom(origin: string | undefined): typeof PlainSocket {
  if (origin === undefined) return PlainSocket;
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { perMessageDeflate: false, origin });
    }
  };
}
