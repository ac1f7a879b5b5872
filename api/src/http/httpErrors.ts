import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@invigil/contract/errors';
import { toAppError } from '@invigil/server-kit/fault';
import type { Log } from '@invigil/server-kit/log';
import { OptimisticLockError } from '@mikro-orm/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway } from '../db/databaseAway.ts';

const databaseRetrySeconds = 3;

/** The one place where an error becomes an HTTP reply: the status of its row, its body, and Retry-After when it has one. */
export function sendError(reply: FastifyReply, { status, body }: AppError): FastifyReply {
  if ('retryAfterSeconds' in body) reply.header('retry-after', body.retryAfterSeconds);
  return reply.code(status).send(body);
}

/** Answers what is no HTTP request at all, and ends its connection. */
export function answerBrokenRequest(error: Error, socket: Socket): void {
  const { status, message } = faultOf(error);
  const { body } = new AppError({ code: 'invalid', issues: [{ path: '', message }] });
  const json = JSON.stringify(body);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\nconnection: close`;
  if (socket.writable) socket.write(`${head}\r\n\r\n${json}`);
  socket.destroy(error);
}

function faultOf(error: Error): { status: number; message: string } {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, message: 'the request took too long to come' };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, message: 'the headers are too large' };
  return { status: 400, message: 'not a valid HTTP request' };
}

export function errorHandler(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendError(reply, asAppError(error, request, log));
}

function asAppError(error: unknown, request: FastifyRequest, log: Log): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.slice(0, 20).map(({ instancePath, message = '' }) => ({
      path: instancePath.slice(1).replaceAll('/', '.').slice(0, 200),
      message: message.slice(0, 300),
    }));
    return new AppError({ code: 'invalid', issues }, { cause: error });
  }
  // Somebody else changed the same thing between our reading and our writing.
  if (error instanceof OptimisticLockError) return new AppError({ code: 'stale' }, { cause: error });
  const doing = `${request.method} ${request.routeOptions.url ?? 'nothing we know'}`;
  if (isDatabaseAway(error)) {
    log.warn({ err: error, doing }, 'the database is away');
    return new AppError({ code: 'unavailable', retryAfterSeconds: databaseRetrySeconds }, { cause: error });
  }
  return refusedByFastify(error) ?? toAppError(error, { log, doing });
}

/** What Fastify and its plugins refuse before a handler sees it. */
function refusedByFastify(error: unknown): AppError | undefined {
  if (!(error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')) return undefined;
  if (error.statusCode === 413) return new AppError({ code: 'bodyTooLarge' }, { cause: error });
  if (error.statusCode === 404 || error.statusCode === 403) return new AppError({ code: 'notFound' }, { cause: error });
  if (error.statusCode >= 400 && error.statusCode < 500) {
    const issues = [{ path: '', message: error.message.slice(0, 300) }];
    return new AppError({ code: 'invalid', issues }, { cause: error });
  }
  return undefined;
}
