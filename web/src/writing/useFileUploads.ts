import type { PageId, QuestionId, SittingId } from '@invigil/contract/ids';
import type { AnswerFile } from '@invigil/contract/routes/writing';
import { computed, onScopeDispose, shallowReactive, shallowRef } from 'vue';
import { errorBodyOf } from '../i18n/errorText.ts';
import { openFileStore } from './fileStore.ts';
import { type ComingFile, FileUploads, isOnItsWay } from './fileUploads.ts';
import { uploadFile } from './uploadFile.ts';
import type { Answers } from './useAnswers.ts';

interface Parts {
  sittingId: SittingId;
  pageId: PageId;
  answers: Answers;
}

/** The files of a page that are on their way, of every question, whether or not it is looked at. */
export function useFileUploads({ sittingId, pageId, answers }: Parts) {
  const coming = shallowReactive(new Map<QuestionId, readonly ComingFile[]>());
  /** What this page has sent. */
  const added = shallowReactive(new Map<string, AnswerFile>());
  /** How many will arrive by themselves: a copy without them would not be whole. */
  const onTheirWay = computed(() => [...coming.values()].flat().filter(isOnItsWay).length);
  const newest = shallowRef<{ questionId: QuestionId; fileName: string }>();
  let uploads: FileUploads | undefined;
  let isClosed = false;

  const idsOf = (question: QuestionId) => {
    const content = answers.views.get(question)?.content;
    return content?.kind === 'file' ? content.fileIds : [];
  };
  function arrived(question: QuestionId, file: AnswerFile): void {
    added.set(file.fileId, file);
    newest.value = { questionId: question, fileName: file.fileName };
    const ids = idsOf(question);
    if (!ids.includes(file.fileId)) answers.write(question, { kind: 'file', fileIds: [...ids, file.fileId] });
  }

  // A file that arrives is written into its answer, which must be there first.
  void answers.opened.then(() => {
    if (isClosed) return;
    uploads = new FileUploads({
      sittingId,
      store: openFileStore(),
      upload: (sent) => uploadFile({ sittingId, pageId, ...sent }),
      errorOf: errorBodyOf,
      now: Date.now,
      count: (question) => idsOf(question).length,
      changed: (question, now) => void coming.set(question, now),
      added: arrived,
    });
  });
  const retry = () => uploads?.retry();
  window.addEventListener('online', retry);
  onScopeDispose(() => {
    isClosed = true;
    window.removeEventListener('online', retry);
    uploads?.close();
  });

  return {
    coming,
    onTheirWay,
    added,
    newest,
    choose: (question: QuestionId, files: Iterable<File>) => uploads?.choose(question, files),
    again: (question: QuestionId, key: string) => uploads?.again(question, key),
    forget: (question: QuestionId, key: string) => uploads?.forget(question, key),
    retry,
  };
}
export type Uploads = ReturnType<typeof useFileUploads>;
