import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import { savesFirst } from './savesFirst.ts';

/** The api of the origin this page came from. */
export const api = createHttpCaller({ baseUrl: '', fetch: (url, init) => savesFirst.fetch(url, init) });
