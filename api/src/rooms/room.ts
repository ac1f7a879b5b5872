import type { RoomId } from '@invigil/contract/ids';
import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.ts';
import { Exam } from '../exams/exam.ts';

const RoomSchema = defineEntity({
  name: 'Room',
  properties: {
    id: p.uuid().$type<RoomId>().primary(),
    name: p.text(),
    exam: () => p.manyToOne(Exam),
    /** Counts changes, so that none overwrites another unseen. */
    revision: p.integer().version(),
    /** The team that watches it. */
    proctors: () =>
      p.manyToMany(Account).pivotTable('room_proctor').joinColumn('room_id').inverseJoinColumn('proctor_id'),
  },
});

/** The sittings of one exam that a team of proctors watches together. */
export class Room extends RoomSchema.class {
  asHeading() {
    return { roomId: this.id, name: this.name, exam: this.exam.asHeading() };
  }
}
RoomSchema.setClass(Room);
