import { createHttpCaller } from '@invigil/contract/client/httpCaller';

/** The api of the origin this page came from. */
export const api = createHttpCaller({ baseUrl: '', fetch: (url, init) => fetch(url, init) });
