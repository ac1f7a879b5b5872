import type { Readable } from 'node:stream';
import type { FileType } from '@invigil/contract/routes/route';
import type { FastifyReply } from 'fastify';

/** A file that a handler answers with. A stream is read after everything the handler changed has been written. */
export interface Download {
  fileName: string;
  content: string | Buffer | Readable;
}

/** Sends a file to be saved, never shown: what somebody uploaded must not run as a page of ours. */
export function sendDownload(reply: FastifyReply, type: FileType, { fileName, content }: Download): FastifyReply {
  const charset = type === 'text/csv' ? '; charset=utf-8' : '';
  return reply
    .header('content-type', type + charset)
    .header('content-disposition', `attachment; filename*=UTF-8''${encoded(fileName)}`)
    .send(typeof content === 'string' ? Buffer.from(content) : content);
}

/** As RFC 8187 wants it, which allows fewer characters than a URL does. */
function encoded(fileName: string): string {
  return encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
