import { AppError, type ErrorBody, type ErrorCode } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import type { WritingPulse } from '@invigil/contract/routes/writing';

interface Parts {
  sign: () => Promise<WritingPulse>;
  heard: (pulse: WritingPulse) => void;
  /** This page writes no more, and why. */
  lost: (error: ErrorBody) => void;
  hiccup: (fault: unknown) => void;
}

const over: readonly ErrorCode[] = ['openElsewhere', 'sittingOver', 'alreadySubmitted', 'sittingNotStarted'];

/** Says every few seconds that the page which writes is there. Returns the function that ends this. */
export function giveSignsOfLife({ sign, heard, lost, hiccup }: Parts): () => void {
  let ended = false;
  let signing = false;
  const give = async () => {
    // A slow line must not be filled with signs that wait for each other.
    if (signing) return;
    signing = true;
    try {
      const pulse = await sign();
      if (!ended) heard(pulse);
    } catch (fault) {
      if (ended) return;
      if (!(fault instanceof AppError) || !over.includes(fault.code)) return hiccup(fault);
      end();
      lost(fault.body);
    } finally {
      signing = false;
    }
  };
  const timer = setInterval(() => void give(), limits.signOfLifeMs);
  const soon = () => void give();
  globalThis.addEventListener?.('online', soon);
  function end(): void {
    ended = true;
    clearInterval(timer);
    globalThis.removeEventListener?.('online', soon);
  }
  return end;
}
