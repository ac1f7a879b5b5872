import type { ChildProcess } from 'node:child_process';
import { benchAnswer, benchQuestion } from '@invigil/contract/benchServer';
import type { z } from 'zod';

/** What one process may ask another over Node's channel between parent and child. */
export interface AskTable {
  [name: string]: { data: z.ZodType; reply: z.ZodType };
}
export type AskHandlers<T extends AskTable> = {
  [N in keyof T]: (data: z.output<T[N]['data']>) => Promise<z.output<T[N]['reply']>>;
};

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
    const { id, name, data } = benchQuestion.parse(message);
    handle(table, handlers, name, data)
      .then((reply) => process.send?.({ id, ok: true, data: reply }))
      .catch((error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.send?.({ id, ok: false, error: text });
      });
  });
  process.once('disconnect', () => process.exit(0));
}

async function handle<T extends AskTable>(table: T, handlers: AskHandlers<T>, name: string, data: unknown) {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  const handler = handlers[name];
  if (!row || !handler) throw new Error('nobody answers this');
  return handler(row.data.parse(data) as never);
}
