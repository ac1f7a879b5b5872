import type { z } from 'zod';
import {
  heartbeatFrame,
  type NoteFrame,
  noteFrame,
  replyFrame,
  resumedFrame,
  type ServerFrame,
  welcomeFrame,
} from '../frames.ts';
import { isNoteName, type Note, notes } from '../notes.ts';

const frames: Readonly<Record<string, z.ZodType<ServerFrame>>> = {
  welcome: welcomeFrame,
  resumed: resumedFrame,
  reply: replyFrame,
  note: noteFrame,
  heartbeat: heartbeatFrame,
};

/** Parses one text of the server by the schema of its type. Throws what JSON or zod throw. */
export function parseServerFrame(text: string): ServerFrame {
  const frame: unknown = JSON.parse(text);
  const type = typeof frame === 'object' && frame !== null && 'type' in frame ? String(frame.type) : '';
  const schema = Object.hasOwn(frames, type) ? frames[type] : undefined;
  if (!schema) throw new TypeError(`unknown frame type ${type.slice(0, 40)}`);
  return schema.parse(frame);
}

/** The note inside a frame, parsed by its row. Throws what zod throws, also for a name that this page does not know. */
export function parseNote({ name, data }: NoteFrame): Note {
  if (!isNoteName(name)) throw new TypeError(`unknown note ${name}`);
  return { name, data: notes[name].data.parse(data) } as Note;
}
