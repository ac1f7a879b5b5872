import { urlOf } from '@invigil/contract/client/httpCaller';
import { AppError, errorBody } from '@invigil/contract/errors';
import type { PageId, QuestionId, SittingId } from '@invigil/contract/ids';
import { type AnswerFile, answerFile } from '@invigil/contract/routes/writing';

/** The largest file on the slowest line that an exam is sat on. */
const timeoutMs = 15 * 60 * 1000;

export interface Upload {
  sittingId: SittingId;
  questionId: QuestionId;
  pageId: PageId;
  file: File;
  /** Hears how much is sent, from 0 to 1. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a file of an answer. Not by `fetch`, which does not say how much has been sent; the same file again adds nothing.
 * @throws {AppError} what the server answered, or `unavailable`; an AbortError when the signal says so.
 */
export function uploadFile({ sittingId, questionId, pageId, file, progress, signal }: Upload): Promise<AnswerFile> {
  const { promise, resolve, reject } = Promise.withResolvers<AnswerFile>();
  const request = new XMLHttpRequest();
  request.open(
    'POST',
    urlOf('addAnswerFile', { params: { sittingId, questionId }, query: { fileName: file.name, pageId } }),
  );
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  request.timeout = timeoutMs;
  request.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total);
  request.onload = () => {
    const added = answerFile.safeParse(request.response);
    if (request.status < 300 && added.success) resolve(added.data);
    else reject(refusalOf(request.status, request.response));
  };
  request.ontimeout = () => reject(new AppError({ code: 'unavailable', retryAfterSeconds: 3 }));
  request.onerror = () => reject(new AppError({ code: 'unavailable', retryAfterSeconds: 3 }));
  request.onabort = () => reject(signal.reason);
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  return promise;
}

function refusalOf(status: number, body: unknown): AppError {
  const refusal = errorBody.safeParse(body);
  if (refusal.success) return new AppError(refusal.data);
  if (status === 413) return new AppError({ code: 'bodyTooLarge' });
  if (status >= 502) return new AppError({ code: 'unavailable', retryAfterSeconds: 3 });
  return new AppError({ code: 'internal', reference: `HTTP ${status}` });
}
