import { WebSocket } from 'ws';

/** A WebSocket that does not offer compression, so that no server spends processor time on it. */
export class PlainSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
}
