import { z } from 'zod';
import { personId, presenceId, type RoomId, roomId, sittingId } from './ids.ts';

/** A proctor whose console is open on a room, as their colleagues see it. The newest version replaces the older. */
export const proctorPresence = z.strictObject({
  presenceId,
  personId,
  roomId,
  version: z.int().min(0),
  /** `away` while the line is down and may come back; `gone` is the last that is told of it. */
  state: z.enum(['here', 'away', 'gone']),
  /** Sees every room and is given no candidates. */
  supervises: z.boolean(),
  /** Whom they look at full size just now. */
  attends: sittingId.nullable(),
  /** Whether they speak to that candidate just now. */
  speaks: z.boolean(),
});
export type ProctorPresence = z.infer<typeof proctorPresence>;

/** The lease group of the proctors of a room, by presence id, and the subject on which every change is heard. */
export const proctorsOf = (of: RoomId) => `proctors/${of}`;
export const roomProctorsOf = (of: RoomId) => `roomProctors/${of}`;
