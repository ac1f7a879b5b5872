import { z } from 'zod';

/** A question of the bench and the answer to it, as they pass between a Node process and the child it started. */
const benchQuestion = z.object({ id: z.int(), name: z.string(), data: z.unknown() });
export const benchAnswer = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), data: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: z.string() }),
]);
export type BenchAnswer = z.infer<typeof benchAnswer>;

/** What one process may ask another. */
export interface AskTable {
  [name: string]: { data: z.ZodType; reply: z.ZodType };
}
export type AskHandlers<T extends AskTable> = {
  [N in keyof T]: (data: z.output<T[N]['data']>) => Promise<z.output<T[N]['reply']>>;
};

/** The answer to a message that a process was sent. Rejects only when the message is no question. */
export async function answerQuestion<T extends AskTable>(
  table: T,
  handlers: AskHandlers<T>,
  message: unknown,
): Promise<BenchAnswer> {
  const { id, name, data } = benchQuestion.parse(message);
  try {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    const handler = handlers[name];
    if (!row || !handler) throw new Error('nobody answers this');
    return { id, ok: true, data: await handler(row.data.parse(data) as never) };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
