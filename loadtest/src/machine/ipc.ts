import type { ChildProcess } from 'node:child_process';
import { type AskHandlers, type AskTable, answerQuestion, benchAnswer } from '@invigil/contract/benchQuestions';
import type { z } from 'zod';

let lastId = 0;

/** Asks a child and waits for its answer. Rejects with the child's error, when it is gone, or after `timeoutMs`. */
export async function ask<T extends AskTable, N extends keyof T & string>(
  child: ChildProcess,
  table: T,
  name: N,
  data: z.output<T[N]['data']>,
  timeoutMs = 60_000,
): Promise<z.output<T[N]['reply']>> {
  const id = ++lastId;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const hear = (message: unknown) => {
    const parsed = benchAnswer.safeParse(message);
    if (!parsed.success || parsed.data.id !== id) return;
    if (parsed.data.ok) resolve(parsed.data.data);
    else reject(new Error(`${name}: ${parsed.data.error}`));
  };
  const gone = (code: number | null, signal: string | null) =>
    reject(new Error(`${name}: the process that was asked has ended (${signal ?? code})`));
  const timer = setTimeout(() => reject(new Error(`${name}: no answer in ${timeoutMs} ms`)), timeoutMs);
  child.on('message', hear);
  child.once('exit', gone);
  try {
    child.send({ id, name, data });
    return table[name]?.reply.parse(await promise) as z.output<T[N]['reply']>;
  } finally {
    clearTimeout(timer);
    child.off('message', hear);
    child.off('exit', gone);
  }
}

/** Answers the parent's questions until it is gone, and ends with it. */
export function answerParent<T extends AskTable>(table: T, handlers: AskHandlers<T>): void {
  process.on('message', (message) => {
    void answerQuestion(table, handlers, message).then((answer) => process.send?.(answer));
  });
  process.once('disconnect', () => process.exit(0));
}
