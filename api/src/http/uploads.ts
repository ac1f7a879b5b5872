import { AppError } from '@invigil/contract/errors';
import type { FileType, RouteRow } from '@invigil/contract/routes/route';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const uploadTypes: FileType[] = ['text/csv', 'application/pdf', 'image/jpeg', 'application/octet-stream'];

/** Lets bodies be files; a route that wants none finds no object in it and refuses it as invalid. */
export function readUploads(app: FastifyInstance): void {
  app.addContentTypeParser(
    uploadTypes,
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => bytes,
  );
}

/**
 * Settled before any of the body is read.
 * @throws {AppError} fileTypeRefused when the body does not claim to be of the row's type.
 */
export function mustBeOfType({ type }: NonNullable<RouteRow['upload']>, request: FastifyRequest): void {
  const [claimed = ''] = (request.headers['content-type'] ?? '').split(';');
  if (claimed.trim().toLowerCase() !== type) throw new AppError({ code: 'fileTypeRefused', allowed: type });
}

/** @throws {AppError} fileEmpty. */
export function uploadOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new AppError({ code: 'fileEmpty' });
}
