import { BlockList, isIPv6, type Server, type Socket } from 'node:net';

/** What one client may hold of the server; times are milliseconds. */
export interface ConnectionLimits {
  /** All headers must have come by then. */
  headersMs: number;
  /** The whole request must have come by then; the largest document needs about 1.5 Mbit/s. */
  requestMs: number;
  /** How often it is looked whether somebody took too long. */
  checkMs: number;
  /** Connections that one network address may hold at once. A class behind one address has several for each page. */
  perAddress: number;
  /** Connections in all, so that some are left for files and the database. */
  inAll: number;
}

export const usualConnectionLimits: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 120_000,
  checkMs: 2_000,
  perAddress: 2_000,
  inAll: 20_000,
};

/**
 * Cuts connections beyond what an address may hold, before anything of them is read. Addresses of trusted proxies hold as many
 * as they like: everybody comes through them, and they have limits of their own.
 */
export function limitConnections(
  server: Server,
  { perAddress, inAll }: Pick<ConnectionLimits, 'perAddress' | 'inAll'>,
  { exempt, onRefused }: { exempt: readonly string[]; onRefused: () => void },
): void {
  server.maxConnections = inAll;
  server.on('drop', onRefused);
  const open = new Map<string, number>();
  const proxies = blockListOf(exempt);
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return;
    const held = open.get(address) ?? 0;
    if (held >= perAddress) {
      onRefused();
      socket.destroy();
      return;
    }
    open.set(address, held + 1);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** @param addresses or networks such as 10.0.0.0/8. */
function blockListOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const given of addresses) {
    const [address = '', bits] = given.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
