import {
  type CutKind,
  type LineConditions,
  perfectDirection,
  perfectLine,
} from '@invigil/loadtest/impairment/conditions';
import { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';
import { TcpProxy } from '@invigil/loadtest/impairment/tcpProxy';
import { UdpProxy } from '@invigil/loadtest/impairment/udpProxy';
import type { BrowserContext } from 'playwright-core';
import type { Product } from './product.ts';

const mobileDirection = { ...perfectDirection, delayMs: 150, jitterMs: 20, loss: 0.05, queueBytes: 24_000 };

/** The networks that candidates sit behind. Loss is per direction. */
export const networks = {
  good: perfectLine,
  /** 300 ms round trip, 5 % loss, 250 kbit/s up and 2 Mbit/s down. */
  mobile: {
    up: { ...mobileDirection, bitsPerSecond: 250_000 },
    down: { ...mobileDirection, bitsPerSecond: 2_000_000, queueBytes: 128_000 },
    udpBlocked: false,
  },
  /** 40 kbit/s up: too little for an exam. */
  tooSlow: {
    up: { ...mobileDirection, bitsPerSecond: 40_000 },
    down: { ...mobileDirection, bitsPerSecond: 500_000 },
    udpBlocked: false,
  },
  noUdp: { ...perfectLine, udpBlocked: true },
} satisfies Record<string, LineConditions>;

export type NetworkName = keyof typeof networks;

/**
 * One person's network before Invigil: pages, API, signaling and media all go over one impaired line, while everybody
 * else's stays as it is. The pages keep their addresses, as `browserArgs` lead the browser's TCP connections elsewhere.
 * Media servers name their own ports as ICE candidates and mediasoup has no way to announce others, so an init script
 * puts a proxy's port into every session description of the server that a page is given.
 */
export class ImpairedNetwork {
  /** For the launch of the browser that sits behind it. */
  readonly browserArgs: readonly string[];
  readonly #line: ImpairedLine;
  /** By protocol and the server's port. */
  readonly #media = new Map<string, Promise<TcpProxy | UdpProxy>>();

  private constructor(line: ImpairedLine, browserArgs: readonly string[]) {
    this.#line = line;
    this.browserArgs = browserArgs;
  }

  static async before(invigil: Product, network: NetworkName | LineConditions = 'good'): Promise<ImpairedNetwork> {
    const line = new ImpairedLine(conditionsOf(network));
    const ports = [Number(new URL(invigil.url).port), invigil.signalingPort];
    const proxies = await Promise.all(ports.map((targetPort) => TcpProxy.create(line, { targetPort })));
    const rules = proxies.map(({ port }, index) => `MAP 127.0.0.1:${ports[index]} 127.0.0.1:${port}`);
    return new ImpairedNetwork(line, [`--host-resolver-rules=${rules.join(',')}`]);
  }

  /** Leads the media of a context's pages over the line. To be called before its first page opens. */
  async carryMediaOf(context: BrowserContext): Promise<void> {
    await context.exposeFunction('impairedPort', (protocol: string, port: number) => this.#mediaPort(protocol, port));
    await context.addInitScript(() => {
      const { setRemoteDescription } = RTCPeerConnection.prototype;
      const { impairedPort } = window as unknown as {
        impairedPort: (protocol: string, port: number) => Promise<number>;
      };
      RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
        const lines = (description.sdp ?? '').split('\r\n').map(async (line) => {
          const [, before, protocol = '', between, port, after] =
            /^(a=candidate:\S+ \d+ )(udp|tcp)( \d+ \S+ )(\d+)( .*)$/i.exec(line) ?? [];
          if (port === undefined) return line;
          return `${before}${protocol}${between}${await impairedPort(protocol.toLowerCase(), Number(port))}${after}`;
        });
        const sdp = (await Promise.all(lines)).join('\r\n');
        await Reflect.apply(setRemoteDescription, this, [{ type: description.type, sdp }]);
      };
    });
  }

  /** Takes effect at once, on what is open as well. */
  become(network: NetworkName | LineConditions): void {
    this.#line.become(conditionsOf(network));
  }

  /** Everything is gone, without a word unless the connections are to be reset. */
  cut(kind: CutKind = 'silent'): void {
    this.#line.cut(kind);
  }

  mend(): void {
    this.#line.mend();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#line.close();
  }

  async #mediaPort(protocol: string, targetPort: number): Promise<number> {
    const name = `${protocol} ${targetPort}`;
    const proxy =
      this.#media.get(name) ?? (protocol === 'udp' ? UdpProxy : TcpProxy).create(this.#line, { targetPort });
    this.#media.set(name, proxy);
    return (await proxy).port;
  }
}

const conditionsOf = (network: NetworkName | LineConditions) =>
  typeof network === 'string' ? networks[network] : network;
