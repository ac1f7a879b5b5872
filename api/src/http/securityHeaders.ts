import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { AppError } from '@invigil/contract/errors';
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

const hostForm = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;

/**
 * Headers that keep a browser from running, framing or loading what is not ours.
 * @param overTls tells browsers to come over HTTPS only.
 * @param signalingUrl the WebSocket address for a browser that knows us as a host.
 */
export async function addSecurityHeaders(
  app: FastifyInstance,
  { overTls, signalingUrl }: { overTls: boolean; signalingUrl: (host: string) => string },
): Promise<void> {
  const hosts = new WeakMap<IncomingMessage, string>();
  app.addHook('onRequest', async (request, reply) => {
    // The host goes into addresses that we hand out, so it must be one.
    if (!hostForm.test(request.host) || !URL.canParse(`http://${request.host}`)) {
      throw new AppError({ code: 'invalid', issues: [{ path: 'host', message: 'not a host' }] });
    }
    hosts.set(request.raw, request.host);
    reply.header('permissions-policy', permissions);
  });
  const signalingOrigin = (request: IncomingMessage) => {
    const host = hosts.get(request);
    return host === undefined ? "'self'" : new URL(signalingUrl(host)).origin;
  };

  await app.register(helmet, {
    strictTransportSecurity: overTls,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // The web app adopts what its framework would write into style elements as constructed sheets, and sets styles of
        // elements by script, which needs no exception.
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'worker-src': ["'self'", 'blob:'],
        'connect-src': ["'self'", signalingOrigin],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(overTls ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
  });
}
