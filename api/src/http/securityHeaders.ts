import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Our pages may ask for these and no frame or other origin may; everything else is off for everybody. */
const permissions = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=(self)',
  'fullscreen=(self)',
  'geolocation=()',
  'payment=()',
  'usb=()',
].join(', ');

/**
 * Headers that keep a browser from running, framing or loading what is not ours.
 * @param overTls tells browsers to come over HTTPS only.
 * @param styleNonces whether the web page carries our nonce; otherwise the style elements its framework makes need 'unsafe-inline'.
 * @param signalingUrl the WebSocket address for a browser that knows us as a host.
 */
export async function addSecurityHeaders(
  app: FastifyInstance,
  {
    overTls,
    styleNonces,
    signalingUrl,
  }: { overTls: boolean; styleNonces: boolean; signalingUrl: (host: string) => string },
): Promise<void> {
  const hosts = new WeakMap<IncomingMessage, string>();
  app.addHook('onRequest', async (request, reply) => {
    hosts.set(request.raw, request.host);
    reply.header('permissions-policy', permissions);
  });
  const signalingOrigin = (request: IncomingMessage) => {
    const url = signalingUrl(hosts.get(request) ?? '');
    return URL.canParse(url) ? new URL(url).origin : "'self'";
  };

  await app.register(helmet, {
    enableCSPNonces: styleNonces,
    strictTransportSecurity: overTls,
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': styleNonces ? ["'self'"] : ["'self'", "'unsafe-inline'"],
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'worker-src': ["'self'", 'blob:'],
        'connect-src': ["'self'", signalingOrigin],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(overTls ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
  });
}
