import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { ErrorBody } from '@invigil/contract/errors';
import type { ExamId } from '@invigil/contract/ids';
import type { ExamDetails } from '@invigil/contract/routes/admin/exams';
import { computed, onScopeDispose, ref } from 'vue';
import { errorBodyOf } from '../../i18n/errorText.ts';
import { type DocumentProblem, documentProblem } from './documentProblem.ts';
import { progressFetch } from './progressFetch.ts';

/** One file on its way to an exam, or why it did not arrive. */
export interface Upload {
  key: number;
  file: File;
  state: 'waiting' | 'sending' | 'failed';
  share: number;
  problem?: DocumentProblem;
  error?: ErrorBody;
}

/** Files go one after the other: each answer has the exam with all documents so far. */
export function useDocumentUploads(examId: ExamId, onStored: (exam: ExamDetails, file: File) => void) {
  const uploads = ref<Upload[]>([]);
  let lastKey = 0;
  let running = false;
  let stopNow = new AbortController();

  function add(files: readonly File[]): void {
    for (const file of files) {
      lastKey += 1;
      uploads.value.push({ key: lastKey, file, state: 'waiting', share: 0 });
    }
    void sendAll();
  }

  function find(key: number): Upload | undefined {
    return uploads.value.find((upload) => upload.key === key);
  }

  function putAside(key: number): void {
    if (find(key)?.state === 'sending') stopNow.abort();
    uploads.value = uploads.value.filter((upload) => upload.key !== key);
  }

  function retry(key: number): void {
    const upload = find(key);
    if (upload === undefined) return;
    Object.assign(upload, { state: 'waiting', share: 0, error: undefined, problem: undefined });
    void sendAll();
  }

  async function sendAll(): Promise<void> {
    if (running) return;
    running = true;
    try {
      for (;;) {
        const next = uploads.value.find(({ state }) => state === 'waiting');
        if (next === undefined) return;
        await send(next);
      }
    } finally {
      running = false;
    }
  }

  async function send(upload: Upload): Promise<void> {
    upload.state = 'sending';
    const problem = await documentProblem(upload.file);
    if (problem !== undefined) {
      Object.assign(upload, { state: 'failed', problem });
      return;
    }
    stopNow = new AbortController();
    const tell = (share: number) => {
      upload.share = share;
    };
    try {
      const caller = createHttpCaller({ baseUrl: '', fetch: progressFetch(tell, stopNow.signal) });
      const { file } = upload;
      const exam = await caller.call('addExamDocument', { params: { examId }, query: { fileName: file.name }, file });
      putAside(upload.key);
      onStored(exam, file);
    } catch (fault) {
      Object.assign(upload, { state: 'failed', error: errorBodyOf(fault) });
    }
  }

  onScopeDispose(() => stopNow.abort());
  return {
    uploads,
    add,
    putAside,
    retry,
    sending: computed(() => uploads.value.some(({ state }) => state !== 'failed')),
  };
}
