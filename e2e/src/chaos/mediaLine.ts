import type { TransportOptions } from '@invigil/contract/transports';
import { perfectDirection, perfectLine } from '@invigil/loadtest/impairment/conditions';
import { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';
import { UdpProxy } from '@invigil/loadtest/impairment/udpProxy';

/** What all candidates' media goes over, so that it can be cut and can lose packets. */
export class MediaLine {
  readonly #line = new ImpairedLine();
  readonly #proxies = new Map<number, Promise<UdpProxy>>();

  /** The same transport, reached over the line. */
  async through(transport: TransportOptions): Promise<TransportOptions> {
    const udp = transport.iceCandidates.filter(({ protocol }) => protocol === 'udp');
    const iceCandidates = await Promise.all(
      udp.map(async (candidate) => ({ ...candidate, port: await this.#portTo(candidate.port) })),
    );
    return { ...transport, iceCandidates };
  }

  cut(): void {
    this.#line.cut('silent');
  }

  mend(): void {
    this.#line.mend();
    this.#line.become(perfectLine);
  }

  /** @param loss share of datagrams lost in each direction, from 0 to 1. */
  lose(loss: number): void {
    const direction = { ...perfectDirection, loss };
    this.#line.become({ up: direction, down: direction, udpBlocked: false });
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#line.close();
  }

  async #portTo(targetPort: number): Promise<number> {
    const proxy = this.#proxies.get(targetPort) ?? UdpProxy.create(this.#line, { targetPort });
    this.#proxies.set(targetPort, proxy);
    return (await proxy).port;
  }
}
