import { hostname, networkInterfaces } from 'node:os';
import type { AllInOneConfig } from './config.ts';

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** A host as it stands in a URL. */
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host);

export const isWildcard = (host: string) => wildcards.has(host);

function ownAddresses(): { address: string; family: string; internal: boolean }[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

/** The address to tell people: one that a browser on this machine can open. */
export function pageUrl({ host, publicUrl }: Pick<AllInOneConfig, 'host' | 'publicUrl'>, port: number): string {
  return publicUrl ?? `http://${isWildcard(host) ? 'localhost' : inUrl(host)}:${port}`;
}

/** The origins under which a browser may have opened our pages. */
export function ownOrigins(config: AllInOneConfig, port: number): readonly string[] | 'any' {
  if (config.allowedOrigins === 'any') return 'any';
  const here = isWildcard(config.host) ? [hostname(), ...ownAddresses().map(({ address }) => address)] : [config.host];
  const direct = ['localhost', '127.0.0.1', ...here].map((host) => new URL(`http://${inUrl(host)}:${port}`).origin);
  const behindProxy = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin];
  return [...new Set([...direct, ...behindProxy, ...config.allowedOrigins])];
}

/** Where a browser that knows us as `host` opens its live connection. */
export function signalingUrlOf(config: AllInOneConfig, port: number): string | ((host: string) => string) {
  if (config.signalingUrl !== undefined) return config.signalingUrl;
  return (host) => `ws://${new URL(`http://${host}`).hostname}:${port}/live`;
}

/** Media that listens everywhere must name one address; the first that others can reach, unless told. */
export function announcedAddress({ host, announcedAddress: told }: AllInOneConfig): string | undefined {
  if (told !== undefined || !isWildcard(host)) return told;
  return ownAddresses().find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
