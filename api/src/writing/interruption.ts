import type { InterruptionId } from '@invigil/contract/ids';
import { type Interruption as InterruptionReply, interruptionReasons } from '@invigil/contract/routes/writing';
import type { Source } from '@invigil/contract/sources';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const InterruptionSchema = defineEntity({
  name: 'Interruption',
  properties: {
    id: p.uuid().$type<InterruptionId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    reason: p.enum(interruptionReasons),
    /** Made by the page for one pause; a repeat carries the same. */
    key: p.uuid().nullable(),
    /** The shares that had stopped. */
    sources: p.json<Source[]>().nullable(),
    beganAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    /** The time that it gave back. */
    creditedSeconds: p.integer(),
  },
});

/** A while in which a candidate could not write through no fault of their own. */
export class Interruption extends InterruptionSchema.class {
  asReply(): InterruptionReply {
    const { id, reason, beganAt, endedAt, creditedSeconds } = this;
    return {
      interruptionId: id,
      reason,
      beganAt: beganAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      creditedSeconds,
    };
  }
}
InterruptionSchema.setClass(Interruption);
