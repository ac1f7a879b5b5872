import { expect } from 'vitest';
import { until } from '../support/until.ts';
import type { CandidateDesk } from './candidateDesk.ts';
import { serverText, type Writer } from './examDayStage.ts';

/** So much must have been shown as saved before something is broken. Characters. */
const enough = 20;

/** Waits until the page has shown a good deal of newly typed text as saved. */
export async function untilMuchIsSaved(shown: readonly string[]): Promise<void> {
  const before = shown.at(-1)?.length ?? 0;
  await until(() => {
    const now = shown.at(-1)?.length ?? 0;
    return now >= before + enough ? undefined : `${now - before} more characters were shown as saved`;
  }, 30_000);
}

/** The server has every character that the page ever showed as saved. */
export async function expectAllShownAtServer(writer: Writer, shown: readonly string[]): Promise<void> {
  const text = await serverText(writer);
  for (const each of shown)
    expect(text.startsWith(each), `the server has "${text}", the page showed "${each}"`).toBe(true);
}

/**
 * From a page that is loaded anew to the first letter that can be typed, with one click.
 * @returns the milliseconds it took since `began`.
 */
export async function backToWriting(desk: CandidateDesk, began: number): Promise<number> {
  await desk.editor.waitFor();
  expect(await desk.text(), 'the answers are there before the shares').not.toBe('');
  await desk.activateAgain();
  await desk.isWriting();
  return Date.now() - began;
}
