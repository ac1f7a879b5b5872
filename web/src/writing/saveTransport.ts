import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { PageId, SittingId } from '@invigil/contract/ids';
import { api } from '../api.ts';
import type { SaveReply } from './draft.ts';
import type { Save } from './saving.ts';

/** The same api for what must outlive the page that asks. */
const leavingApi = createHttpCaller({ baseUrl: '', fetch: (url, init) => fetch(url, { ...init, keepalive: true }) });

/** Sends answers of one sitting from one page. Throws an AppError. */
export function sendFrom(sittingId: SittingId, pageId: PageId) {
  return async ({ questionId, ...save }: Save, leaving: boolean): Promise<SaveReply> => {
    const caller = leaving ? leavingApi : api;
    return await caller.call('saveAnswer', { params: { sittingId, questionId }, body: { pageId, ...save } });
  };
}
