import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import { AppError } from '@invigil/contract/errors';
import type { CheckId } from '@invigil/contract/ids';
import { nextTick, ref, watch } from 'vue';
import { api } from '../../api.ts';
import { keepsTexts, keptText } from './storageProbe.ts';

export type WritingPhase = 'idle' | 'storage' | 'typing' | 'restored' | 'saving' | 'reloading' | 'back';

/** Fewer characters than this tell nothing of a keyboard. */
export const enoughCharacters = 10;
/** Typing has come to a rest after this long. */
const restMs = 1_000;

interface Parts {
  checkId: () => Promise<CheckId>;
  /** How long saving may take, in milliseconds. */
  autosaveMs: () => Promise<number>;
}

/** The writing of a check: what is typed is kept by the browser, saved by the server, and there again after a reload. */
export function useWritingCheck({ checkId, autosaveMs }: Parts) {
  const text = ref('');
  const phase = ref<WritingPhase>('idle');
  /** The field goes away and comes back while `false`, as it does when a page is loaded again. */
  const isShown = ref(true);
  const savedMs = ref<number>();
  const wasPasted = ref(false);
  let saved: { checkId: CheckId; revision: number; text: string } | undefined;

  async function probe(signal: AbortSignal): Promise<CheckedStep | undefined> {
    const found = (outcome: CheckedStep['outcome'], fault: CheckedStep['fault']): CheckedStep => {
      return { step: 'writing', outcome, fault, facts: facts() };
    };
    savedMs.value = undefined;
    phase.value = 'storage';
    if (!(await keepsTexts(text.value))) return found('failed', 'storageRefused');
    const restored = await restore();
    phase.value = restored === '' ? 'typing' : 'restored';
    if (!(await typed(signal, restored))) return undefined;
    const mine = text.value;
    phase.value = 'saving';
    if (!(await keepsTexts(mine))) return found('failed', 'storageRefused');
    const ms = await save(mine);
    savedMs.value = ms;
    phase.value = 'reloading';
    isShown.value = false;
    await nextTick();
    try {
      await settle();
      const { text: back } = await api.call('checkText', { params: { checkId: await checkId() } });
      if ((await keptText()) !== mine) return found('failed', 'storageRefused');
      if (back !== mine) return found('failed', 'autosaveSlow');
      text.value = back;
    } finally {
      isShown.value = true;
    }
    phase.value = 'back';
    return ms <= (await autosaveMs()) ? found('passed', null) : found('warned', 'autosaveSlow');
  }

  /**
   * Before a reload it was typed into another check; the server keeps it for this one.
   * @returns what was brought back into the field, if anything was.
   */
  async function restore(): Promise<string> {
    if (text.value !== '') return '';
    try {
      const kept = await api.call('checkText', { params: { checkId: await checkId() } });
      if (text.value !== '') return '';
      text.value = kept.text;
      return kept.text;
    } catch (fault) {
      // Whoever types need not wait for it; the saving will say whether the server is there.
      console.info('what was typed before could not be asked for', fault);
      return '';
    }
  }

  /** A check that was begun anew since, as with another line, gets the text as well. Throws an AppError. */
  async function settle(): Promise<void> {
    if (saved !== undefined && saved.checkId !== (await checkId())) await save(saved.text);
  }

  /** @returns how many milliseconds it took until the server had it. Throws an AppError. */
  async function save(mine: string): Promise<number> {
    const id = await checkId();
    if (saved?.checkId !== id) saved = { checkId: id, revision: 0, text: mine };
    saved.text = mine;
    const beganAt = performance.now();
    const send = (baseRevision: number) =>
      api.call('saveCheckText', { params: { checkId: id }, body: { text: mine, baseRevision } });
    try {
      saved.revision = (await send(saved.revision)).revision;
    } catch (fault) {
      // An answer that was lost on its way: what is there now is ours as well.
      if (!(fault instanceof AppError) || fault.code !== 'stale') throw fault;
      const { revision } = await api.call('checkText', { params: { checkId: id } });
      saved.revision = (await send(revision)).revision;
    }
    return Math.round(performance.now() - beganAt);
  }

  /** Resolves to true once enough was typed and the keys rest, or to false when the signal aborts. */
  function typed(signal: AbortSignal, restored: string): Promise<boolean> {
    return new Promise((resolve) => {
      let rest: ReturnType<typeof setTimeout> | undefined;
      const end = (answer: boolean) => {
        clearTimeout(rest);
        stop();
        resolve(answer);
      };
      const look = () => {
        clearTimeout(rest);
        const isTyped = restored === '' || text.value !== restored;
        if (isTyped && text.value.trim().length >= enoughCharacters) rest = setTimeout(() => end(true), restMs);
      };
      const stop = watch(text, look);
      signal.addEventListener('abort', () => end(false));
      look();
    });
  }

  function facts(): CheckedStep['facts'] {
    return [
      { name: 'accents', value: /[^\x20-\x7e\n]/.test(text.value) ? 'yes' : 'no' },
      ...(savedMs.value === undefined ? [] : [{ name: 'autosaveMs', value: String(savedMs.value) }]),
    ];
  }

  return { text, phase, isShown, savedMs, wasPasted, probe, settle };
}
