import { z } from 'zod';
import { examId, personId, roomId, sittingId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { sittingState } from '../../sittingStates.ts';
import { extraMinutes, revision, roomName } from '../fields.ts';
import { nextCursor, paging } from '../paging.ts';
import { adminOnly, instant, route } from '../route.ts';

export const examRoom = z.object({
  roomId,
  name: z.string(),
  sittingCount: z.int(),
  proctors: z.array(z.object({ personId, name: z.string() })),
  revision: z.int(),
});
export type ExamRoom = z.infer<typeof examRoom>;

export const examSitting = z.object({
  sittingId,
  personId,
  name: z.string(),
  email: z.string(),
  roomId,
  state: sittingState,
  extraMinutes: z.int(),
  submittedAt: instant.nullable(),
});
export type ExamSitting = z.infer<typeof examSitting>;

const proctorIds = z.array(personId).max(limits.proctorsPerRoom);
const oneExam = z.strictObject({ examId });
const oneRoom = z.strictObject({ roomId });
const oneSitting = z.strictObject({ sittingId });

export const adminRoomRoutes = {
  examRooms: route({
    method: 'GET',
    path: '/api/admin/exams/:examId/rooms',
    summary: 'The rooms of an exam and who watches them.',
    may: adminOnly,
    params: oneExam,
    reply: z.object({ rooms: z.array(examRoom) }),
  }),
  createRoom: route({
    method: 'POST',
    path: '/api/admin/exams/:examId/rooms',
    summary: 'Add a room to an exam. Fails with nameTaken, wrongRole.',
    may: adminOnly,
    params: oneExam,
    body: z.strictObject({ name: roomName, proctorIds }),
    reply: examRoom,
  }),
  changeRoom: route({
    method: 'PATCH',
    path: '/api/admin/rooms/:roomId',
    summary: 'Rename a room or settle who watches it. Fails with stale, nameTaken, wrongRole.',
    may: adminOnly,
    params: oneRoom,
    body: z.strictObject({ name: roomName.optional(), proctorIds: proctorIds.optional(), revision }),
    reply: examRoom,
  }),
  removeRoom: route({
    method: 'DELETE',
    path: '/api/admin/rooms/:roomId',
    summary: 'Remove a room without sittings. Fails with roomNotEmpty.',
    may: adminOnly,
    params: oneRoom,
  }),
  examSittings: route({
    method: 'GET',
    path: '/api/admin/exams/:examId/sittings',
    summary: 'Who sits an exam, by name, page by page.',
    may: adminOnly,
    params: oneExam,
    query: paging.extend({ roomId: roomId.optional() }),
    reply: z.object({ sittings: z.array(examSitting), total: z.int(), nextCursor }),
  }),
  enrol: route({
    method: 'POST',
    path: '/api/admin/exams/:examId/sittings',
    summary: 'Give candidates a sitting in a room; who has one keeps it. Fails with wrongRole.',
    may: adminOnly,
    params: oneExam,
    body: z.strictObject({ roomId, personIds: z.array(personId).min(1).max(limits.peoplePerRun) }),
    bodyLimit: 512 * 1024,
    reply: z.object({ added: z.int(), already: z.int() }),
  }),
  changeSitting: route({
    method: 'PATCH',
    path: '/api/admin/sittings/:sittingId',
    summary: 'Give one person extra time, or another room.',
    may: adminOnly,
    params: oneSitting,
    body: z
      .strictObject({ extraMinutes, roomId })
      .partial()
      .refine((changes) => Object.keys(changes).length > 0, 'must change something'),
    reply: examSitting,
  }),
  withdrawSitting: route({
    method: 'DELETE',
    path: '/api/admin/sittings/:sittingId',
    summary: 'Take a candidate out of an exam they have not begun. Fails with sittingBegun.',
    may: adminOnly,
    params: oneSitting,
  }),
} as const;
