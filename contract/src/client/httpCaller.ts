import { AppError, errorBody } from '../errors.ts';
import type { RouteRow } from '../routes/route.ts';
import {
  type DownloadName,
  type GivenQuery,
  type RouteBody,
  type RouteName,
  type RouteParams,
  type RouteReply,
  routes,
  type UploadName,
} from '../routes.ts';

/** As much of `fetch` as a caller needs. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Blob;
    credentials: 'same-origin';
    signal: AbortSignal;
  },
) => Promise<{
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
  blob(): Promise<Blob>;
}>;
type Answer = Awaited<ReturnType<Fetch>>;

/** A file that came as the reply, and the name that the server gave it. */
export interface Download {
  fileName: string;
  file: Blob;
}

type Given<Name extends string, Value> = string extends keyof Value
  ? { [K in Name]?: undefined }
  : Record<string, never> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };
/** What a route must be given; a route without parameters, query or body takes none. */
type Input<N extends RouteName> = Given<'params', RouteParams<N>> &
  Given<'query', GivenQuery<N>> &
  (N extends UploadName ? { file: Blob; body?: undefined } : Given<'body', RouteBody<N>> & { file?: undefined });
type TakesNothing<N extends RouteName> = N extends UploadName
  ? false
  : string extends keyof RouteParams<N> & keyof GivenQuery<N> & keyof RouteBody<N>
    ? true
    : false;
type Arguments<N extends RouteName> =
  TakesNothing<N> extends true ? [] : Record<string, never> extends Input<N> ? [input?: Input<N>] : [input: Input<N>];
type Received<N extends RouteName> = N extends DownloadName ? Download : RouteReply<N>;
/** The input of any route, as the code here sees it. */
type AnyInput = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; file?: Blob };

export interface HttpCaller {
  /**
   * Calls a route of the table.
   * @returns the reply, parsed by its row; a file where the row says so.
   * @throws {AppError} what the server answered; `unavailable` when it cannot be reached, `timeout` when it is silent.
   */
  call<N extends RouteName>(name: N, ...input: Arguments<N>): Promise<Received<N>>;
}

const retryAfterSeconds = 3;
/** A file may take longer than anything else, on a slow line. */
const fileTimeoutMs = 120_000;

/**
 * The client half of the route table.
 * @param baseUrl what precedes a row's path: an origin, or nothing on the page's own.
 */
export function createHttpCaller({
  baseUrl,
  fetch,
  timeoutMs = 15_000,
}: {
  baseUrl: string;
  fetch: Fetch;
  timeoutMs?: number;
}): HttpCaller {
  return {
    async call<N extends RouteName>(name: N, ...inputs: Arguments<N>): Promise<Received<N>> {
      const row: RouteRow = routes[name];
      const answer = await send(row, (inputs[0] ?? {}) as AnyInput);
      if (answer.file) return answer.file as Received<N>;
      if (!answer.ok) throw errorOf(answer.status, answer.json);
      const parsed = row.reply.safeParse(answer.json);
      if (!parsed.success)
        throw new AppError({ code: 'internal', reference: `reply of ${name}` }, { cause: parsed.error });
      return parsed.data as Received<N>;
    },
  };

  async function send(row: RouteRow, { params, query, body, file }: AnyInput) {
    const isFile = row.upload !== undefined || row.download !== undefined;
    const signal = AbortSignal.timeout((isFile ? fileTimeoutMs : timeoutMs) + (row.waitMs ?? 0));
    const content = contentOf(row, body, file);
    try {
      const response = await fetch(baseUrl + pathOf(row.path, params) + queryOf(query), {
        method: row.method,
        headers: { accept: row.download ?? 'application/json', ...content.headers },
        ...(content.body === undefined ? {} : { body: content.body }),
        credentials: 'same-origin',
        signal,
      });
      const { ok, status } = response;
      if (ok && row.download !== undefined) return { ok, status, file: await downloadOf(response) };
      return { ok, status, json: await jsonOf(response) };
    } catch (cause) {
      if (signal.aborted) throw new AppError({ code: 'timeout' }, { cause });
      throw new AppError({ code: 'unavailable', retryAfterSeconds }, { cause });
    }
  }
}

function contentOf(
  row: RouteRow,
  body: unknown,
  file: Blob | undefined,
): { headers: Record<string, string>; body?: string | Blob } {
  if (row.upload) return { headers: { 'content-type': row.upload.type }, body: file };
  if (row.method === 'GET') return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
}

function pathOf(path: string, params: Record<string, string> | undefined): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
}

/** The address of a route for a link or a navigation. */
export function urlOf<N extends RouteName>(name: N, input: Pick<Input<N>, 'params' | 'query'>): string {
  const { params, query } = input as AnyInput;
  return pathOf(routes[name].path, params) + queryOf(query);
}

function queryOf(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

async function downloadOf(response: Answer): Promise<Download> {
  const disposition = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? '';
  return { fileName: decodeURIComponent(encoded), file: await response.blob() };
}

/** What a proxy answers in our place may be anything; then there is no body for us. */
async function jsonOf(response: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function errorOf(status: number, json: unknown): AppError {
  const parsed = errorBody.safeParse(json);
  if (parsed.success) return new AppError(parsed.data);
  if (status === 502 || status === 503) return new AppError({ code: 'unavailable', retryAfterSeconds });
  if (status === 504) return new AppError({ code: 'timeout' });
  return new AppError({ code: 'internal', reference: `HTTP ${status}` }, { cause: parsed.error });
}
