import type { Fetch } from '@invigil/contract/client/httpCaller';

/**
 * A `fetch` that tells how much of the body has left, which the browser's own cannot.
 * @param onProgress takes a share from 0 to 1.
 * @param stop ends the upload.
 */
export function progressFetch(onProgress: (share: number) => void, stop: AbortSignal): Fetch {
  return (url, { method, headers, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Fetch>>>();
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () => reject(new TypeError('the network failed during an upload'));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onload = () => {
      const answer = request.response as Blob;
      resolve({
        ok: request.status >= 200 && request.status < 300,
        status: request.status,
        headers: { get: (name) => request.getResponseHeader(name) },
        json: async () => JSON.parse(await answer.text()),
        blob: async () => answer,
      });
    };
    for (const each of [signal, stop]) each.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
    return promise;
  };
}
