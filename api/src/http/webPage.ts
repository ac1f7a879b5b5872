import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The built web app: one page for every address, and the files beside it. */
export class WebPage {
  readonly #root: string;
  readonly #html: string;

  /** @throws when `root` has no index.html. */
  static async read(root: string): Promise<WebPage> {
    return new WebPage(root, await readFile(path.join(root, 'index.html'), 'utf8'));
  }

  private constructor(root: string, html: string) {
    this.#root = root;
    this.#html = html;
  }

  async addTo(app: FastifyInstance): Promise<void> {
    const assets = path.join(path.resolve(this.#root), 'assets') + path.sep;
    // The address that is printed at the start answers whoever asks, programs that accept anything included.
    app.get('/', { schema: { hide: true } }, (_, reply) => this.send(reply));
    await app.register(fastifyStatic, {
      root: path.resolve(this.#root),
      index: false,
      // The page itself is answered below, for every address; what begins with a dot is nobody's business.
      allowedPath: (file) => file !== '/index.html',
      dotfiles: 'ignore',
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        // The names of assets carry a hash of their content.
        const lasting = file.startsWith(assets);
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }

  /** Whether somebody opens an address of the app, rather than asks for a file or data. */
  isFor(request: FastifyRequest): boolean {
    return ['GET', 'HEAD'].includes(request.method) && (request.headers.accept ?? '').includes('text/html');
  }

  send(reply: FastifyReply): FastifyReply {
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(this.#html);
  }
}
