import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Closable } from '@invigil/server-kit/cluster/cluster';
import { StartFailure } from './startFailure.ts';

export interface WantedPort {
  port: number;
  host: string;
  protocol: 'TCP' | 'UDP';
  /** What it is for and the settings that change port and host, as the person knows them. */
  purpose: string;
  setting: string;
  hostSetting: string;
}

/**
 * Checks before anything is opened that every port can be had, because most services only tell that theirs could not.
 * For port 0 any port of the host will do.
 * @throws {StartFailure} naming the port, what it is for and the setting that changes it.
 */
export async function checkPorts(wanted: WantedPort[]): Promise<void> {
  checkDistinct(wanted);
  for (const one of wanted) {
    try {
      await (one.protocol === 'TCP' ? tryTcp(one) : tryUdp(one));
    } catch (error) {
      throw new StartFailure(reason(one, (error as NodeJS.ErrnoException).code ?? String(error)), { cause: error });
    }
  }
}

function checkDistinct(wanted: WantedPort[]): void {
  const settings = new Map<string, string>();
  for (const { port, protocol, setting } of wanted.filter((one) => one.port !== 0)) {
    const other = settings.get(`${protocol} ${port}`);
    if (other !== undefined)
      throw new StartFailure(`${other} and ${setting} both want port ${port}; change one of them.`);
    settings.set(`${protocol} ${port}`, setting);
  }
}

function reason({ port, host, protocol, purpose, setting, hostSetting }: WantedPort, code: string): string {
  const name = `${protocol} port ${port} (${purpose})`;
  const advice = `choose another with ${setting}=<port>`;
  if (code === 'EADDRINUSE') return `${name} is in use by another program; stop that one, or ${advice}.`;
  if (code === 'EACCES') return `${name} may not be opened by this account; ${advice} above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine; change ${hostSetting}.`;
  }
  return `${name} cannot be opened on ${host} (${code}); ${advice}.`;
}

async function tryTcp(wanted: { port: number; host: string }): Promise<void> {
  const reserved = await reservePort(wanted);
  await reserved.close();
}

/** Keeps a port from everybody until it is closed; `port` 0 takes any free one. Who connects meanwhile is turned away. */
export async function reservePort({
  port,
  host,
}: {
  port: number;
  host: string;
}): Promise<Closable & { port: number }> {
  const server = createServer((socket) => socket.destroy()).listen({ port, host, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

async function tryUdp({ port, host }: { port: number; host: string }): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind({ port, address: host, exclusive: true });
  await once(socket, 'listening');
  socket.close();
  await once(socket, 'close');
}
