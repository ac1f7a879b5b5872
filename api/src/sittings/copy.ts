import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from './sitting.ts';

const CopySchema = defineEntity({
  name: 'Copy',
  properties: {
    sitting: () => p.oneToOne(Sitting).primary().owner(),
    /** Plain text. */
    text: p.text(),
    revision: p.integer(),
    savedAt: p.datetime(3),
    /** When it was handed in; from then on it never changes. */
    frozenAt: p.datetime(3).nullable(),
  },
});

/** A candidate's written work in one sitting. */
export class Copy extends CopySchema.class {}
CopySchema.setClass(Copy);
