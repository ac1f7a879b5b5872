import type { StillId } from '@invigil/contract/ids';
import { sources } from '@invigil/contract/sources';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const StillSchema = defineEntity({
  name: 'Still',
  properties: {
    /** Made by the page, so that an upload that is tried again adds nothing. */
    id: p.uuid().$type<StillId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    source: p.enum(sources),
    /** By the server's clock. */
    takenAt: p.datetime(3),
    byteSize: p.integer(),
    /** Where the picture lies in the store. */
    storageKey: p.text(),
    uploadedAt: p.datetime(3),
  },
});

/** A picture taken while nothing could be sent, and sent later; its bytes are in the file store. */
export class Still extends StillSchema.class {}
StillSchema.setClass(Still);
