import { AppError, errorBody } from '../errors.ts';
import { type RouteBody, type RouteName, type RouteParams, type RouteReply, routes } from '../routes.ts';

/** As much of `fetch` as a caller needs. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    credentials: 'same-origin';
    signal: AbortSignal;
  },
) => Promise<{ ok: boolean; status: number; json(): Promise<unknown> }>;

type Given<Name extends string, Value> = string extends keyof Value
  ? { [K in Name]?: undefined }
  : { [K in Name]: Value };
/** What a route must be given; a route without parameters or body takes none. */
type Input<N extends RouteName> = Given<'params', RouteParams<N>> & Given<'body', RouteBody<N>>;
type Arguments<N extends RouteName> = Record<string, never> extends Input<N> ? [] : [Input<N>];

export interface HttpCaller {
  /**
   * Calls a route of the table.
   * @returns the reply, parsed by its row.
   * @throws {AppError} what the server answered; `unavailable` when it cannot be reached, `timeout` when it is silent.
   */
  call<N extends RouteName>(name: N, ...input: Arguments<N>): Promise<RouteReply<N>>;
}

const retryAfterSeconds = 3;

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
    async call<N extends RouteName>(name: N, ...[input]: Arguments<N>): Promise<RouteReply<N>> {
      const { method, path, reply } = routes[name];
      const { status, ok, json } = await send(baseUrl + pathOf(path, input?.params), method, input?.body);
      if (!ok) throw errorOf(status, json);
      const parsed = reply.safeParse(json);
      if (!parsed.success)
        throw new AppError({ code: 'internal', reference: `reply of ${name}` }, { cause: parsed.error });
      return parsed.data as RouteReply<N>;
    },
  };

  async function send(url: string, method: string, body: unknown) {
    const signal = AbortSignal.timeout(timeoutMs);
    const hasBody = method !== 'GET';
    try {
      const response = await fetch(url, {
        method,
        headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
        ...(hasBody ? { body: JSON.stringify(body ?? {}) } : {}),
        credentials: 'same-origin',
        signal,
      });
      return { ok: response.ok, status: response.status, json: await jsonOf(response) };
    } catch (cause) {
      if (signal.aborted) throw new AppError({ code: 'timeout' }, { cause });
      throw new AppError({ code: 'unavailable', retryAfterSeconds }, { cause });
    }
  }
}

function pathOf(path: string, params: Record<string, string> | undefined): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
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
