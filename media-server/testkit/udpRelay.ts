import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TransportOptions } from '@invigil/contract/transports';

/** What becomes of a datagram on its way to the worker: itself, another in its place, or nothing. */
export type Meddling = (datagram: Buffer) => Buffer | undefined;

/** Whether a datagram is DTLS, or SRTP and SRTCP; the rest is STUN (RFC 7983). */
export const isDtls = ([first = 0]: Buffer): boolean => first >= 20 && first <= 63;
export const isMedia = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;
export const isRtp = (datagram: Buffer): boolean => isMedia(datagram) && ((datagram[1] ?? 0) & 0x7f) === 96;

/** A man in the middle of one WebRTC connection, between a bot and a worker. */
export class UdpRelay {
  /** Applied to everything that goes to the worker; lets everything pass until a test changes it. */
  meddle: Meddling = (datagram) => datagram;
  readonly #front: Socket = createSocket('udp4');
  readonly #back: Socket = createSocket('udp4');
  readonly #workerPort: number;
  #botPort: number | undefined;

  static async before(transport: TransportOptions): Promise<UdpRelay> {
    const candidate = transport.iceCandidates.find(({ protocol }) => protocol === 'udp');
    if (!candidate) throw new Error('the transport has no UDP candidate');
    const relay = new UdpRelay(candidate.port);
    for (const socket of [relay.#front, relay.#back]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
    return relay;
  }

  private constructor(workerPort: number) {
    this.#workerPort = workerPort;
    this.#front.on('message', (datagram, { port }) => {
      this.#botPort = port;
      const onward = this.meddle(datagram);
      if (onward) this.inject(onward);
    });
    this.#back.on('message', (datagram) => {
      if (this.#botPort !== undefined) this.#front.send(datagram, this.#botPort, '127.0.0.1');
    });
  }

  /** The transport as the bot is told it: reached through this relay. */
  tell(transport: TransportOptions): TransportOptions {
    const { port } = this.#front.address();
    return { ...transport, iceCandidates: transport.iceCandidates.map((candidate) => ({ ...candidate, port })) };
  }

  /** Sends to the worker from the address that it believes to be the bot's. */
  inject(datagram: Buffer): void {
    this.#back.send(datagram, this.#workerPort, '127.0.0.1');
  }

  close(): void {
    this.#front.close();
    this.#back.close();
  }
}
