import { errorBody } from '@invigil/contract/errors';
import { z } from 'zod';

/** A call on its way to a node, and the reply on its way back, as they pass through a backplane. */
export const callFrame = z.strictObject({
  id: z.uuid(),
  /** The channel on which the caller hears the reply. */
  replyTo: z.string().max(200),
  name: z.string().max(80),
  key: z.string().max(200).optional(),
  data: z.unknown(),
});
export type CallFrame = z.infer<typeof callFrame>;

export const callReplyFrame = z.discriminatedUnion('ok', [
  z.strictObject({ id: z.uuid(), ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ id: z.uuid(), ok: z.literal(false), error: errorBody }),
]);
export type CallReplyFrame = z.infer<typeof callReplyFrame>;
/** A reply before it is addressed. */
export type CallOutcome = { ok: true; data: unknown } | { ok: false; error: z.infer<typeof errorBody> };

export const callChannelOf = (nodeId: string) => `call/${nodeId}`;

/** Parses a JSON text by a schema; the fault of either is in `error`. */
export function parseText<S extends z.ZodType>(
  schema: S,
  text: string,
): { ok: true; value: z.output<S> } | { ok: false; error: unknown } {
  try {
    return { ok: true, value: schema.parse(JSON.parse(text)) };
  } catch (error) {
    return { ok: false, error };
  }
}
