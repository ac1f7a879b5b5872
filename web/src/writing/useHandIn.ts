import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { PageId, SittingId } from '@invigil/contract/ids';
import type { CopyReceipt, WritingPulse } from '@invigil/contract/routes/writing';
import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import type { Answers } from './useAnswers.ts';

interface HandInParts {
  sittingId: SittingId;
  pageId: PageId;
  answers: Pick<Answers, 'flush' | 'fault' | 'revisions'>;
  /** How many files have yet to arrive. */
  filesOnTheirWay: Readonly<Ref<number>>;
  /** The server says that there is time left. */
  hear: (pulse: WritingPulse) => void;
  submitted: (receipt: CopyReceipt) => void;
  openElsewhere: () => void;
}
const [tries, longestWaitMs] = [3, 15_000];

/** Handing in: by the person, or by the page when the time is over, which goes on until the server has it. */
export function useHandIn({
  sittingId,
  pageId,
  answers,
  filesOnTheirWay,
  hear,
  submitted,
  openElsewhere,
}: HandInParts) {
  const receipt = shallowRef<CopyReceipt>();
  const error = shallowRef<ErrorBody>();
  const busy = ref(false);
  /** The person has said yes; the copy goes when the last file is there, or they think better of it. */
  const waitsForFiles = ref(false);
  /** From zero on nothing is written any more, unless the server says that there is time left. */
  const isOver = ref(false);
  /** The same for every try of this page, so that a second press answers the same. */
  const key = crypto.randomUUID();
  let isGone = false;
  const onGone = new Set<() => void>();
  let wake: () => void = () => undefined;
  const online = () => wake();
  window.addEventListener('online', online);
  onScopeDispose(() => {
    isGone = true;
    wake();
    for (const end of onGone) end();
    window.removeEventListener('online', online);
  });

  async function submit(timeIsOver: boolean): Promise<CopyReceipt> {
    for (let round = 1; ; round += 1) {
      const isSaved = await answers.flush();
      if (!isSaved && !timeIsOver) throw new AppError(answers.fault() ?? { code: 'answersNotSaved', questionIds: [] });
      try {
        const body = { key, pageId, revisions: answers.revisions(), timeIsOver };
        return await api.call('submitSitting', { params: { sittingId }, body });
      } catch (fault) {
        const code = fault instanceof AppError ? fault.code : undefined;
        if (code === 'alreadySubmitted') return await receiptThere();
        if (code !== 'answersNotSaved' || round === tries) throw fault;
      }
    }
  }

  /** It was handed in before: by the server's timer, by another page, or by a try whose answer was lost. */
  async function receiptThere(): Promise<CopyReceipt> {
    const copy = await api.call('myCopy', { params: { sittingId } });
    if (copy.receipt === null) throw new AppError({ code: 'alreadySubmitted' });
    return copy.receipt;
  }

  async function done(got: CopyReceipt): Promise<void> {
    receipt.value = got;
    error.value = undefined;
    submitted(got);
    // What came too late for the copy is kept beside it.
    await answers.flush();
  }

  async function handIn(): Promise<void> {
    if (busy.value || receipt.value !== undefined) return;
    busy.value = true;
    error.value = undefined;
    try {
      if (await filesAreThere()) await done(await submit(false));
    } catch (fault) {
      error.value = errorBodyOf(fault);
      if (error.value.code === 'openElsewhere') openElsewhere();
    } finally {
      busy.value = false;
    }
  }

  /** False when the person went back, or the time ended the wait: then the copy is handed in without them. */
  async function filesAreThere(): Promise<boolean> {
    if (filesOnTheirWay.value === 0) return true;
    waitsForFiles.value = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = watch([filesOnTheirWay, waitsForFiles, isOver], ([files, waits, over]) => {
      if (files === 0 || !waits || over) resolve();
    });
    onGone.add(resolve);
    await promise;
    onGone.delete(resolve);
    stop();
    const goesOn = waitsForFiles.value && !isOver.value && !isGone;
    waitsForFiles.value = false;
    return goesOn;
  }

  function goBack(): void {
    waitsForFiles.value = false;
  }

  /** Whether the server agrees that the time is over: what was given back may not have been heard here. */
  async function isReallyOver(): Promise<boolean> {
    const pulse = await api.call('signOfLife', { params: { sittingId }, body: { pageId } });
    if (pulse.state !== 'writing' && pulse.state !== 'paused') return true;
    if (Date.parse(pulse.deadline) <= Date.parse(pulse.serverTime) + 1_000) return true;
    hear(pulse);
    return false;
  }

  async function timeIsUp(): Promise<void> {
    if (isOver.value || receipt.value !== undefined) return;
    isOver.value = true;
    for (let round = 0; !isGone && receipt.value === undefined; round += 1) {
      try {
        if (!(await isReallyOver())) {
          isOver.value = false;
          error.value = undefined;
          return;
        }
        await done(await submit(true));
      } catch (fault) {
        error.value = errorBodyOf(fault);
        if (error.value.code === 'openElsewhere') return openElsewhere();
        if (error.value.code === 'sittingOver' || error.value.code === 'sittingNotStarted') return await ended();
        await wait(Math.min(longestWaitMs, 1_000 * 2 ** round) * (0.5 + Math.random()));
      }
    }
  }

  /** The server has ended it already: what is left is sent as late, and the receipt is shown when there is one. */
  async function ended(): Promise<void> {
    isOver.value = true;
    try {
      await answers.flush();
      await done(await receiptThere());
    } catch (fault) {
      error.value = errorBodyOf(fault);
    }
  }

  function wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  return { receipt, error, busy, waitsForFiles, isOver, handIn, goBack, timeIsUp, ended };
}
