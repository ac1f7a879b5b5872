import { z } from 'zod';
import { conversationEntry } from './conversation.ts';
import { streamId, transportId, watchId } from './ids.ts';
import { incident } from './incidents.ts';
import { liveStream, sittingLive } from './live.ts';
import { proctoredSitting } from './proctoredSitting.ts';
import { proctorPresence } from './proctorPresence.ts';
import type { LiveRole } from './roles.ts';
import { openedWatch } from './signals.ts';
import { sittingNews } from './sittingNews.ts';
import { source } from './sources.ts';
import { transportOptions } from './transports.ts';

interface NoteRow {
  data: z.ZodType;
  /** Whose pages hear it. */
  audience: readonly LiveRole[];
}

/** Every note from signaling to a page. Notes are numbered, kept and replayed: none is missed, none comes twice. */
export const notes = {
  /** The whole live state of one sitting of the proctor's rooms; the newest version replaces the older. */
  sittingLive: { data: sittingLive, audience: ['proctor'] },
  /** These watches are over (the stream ended or its worker died); the stream's next id arrives by `sittingLive`. */
  watchesClosed: { data: z.strictObject({ watchIds: z.array(watchId).min(1).max(600) }), audience: ['proctor'] },
  /** A receive transport died with its worker; the next `watch` opens another. */
  receiverClosed: { data: z.strictObject({ transportId }), audience: ['proctor'] },
  /** Which steps of a stream somebody watches now, and how many people do: the sender is the highest of them. */
  demand: {
    data: z.strictObject({
      streamId,
      source,
      tile: z.boolean(),
      focus: z.boolean(),
      watchers: z.int().min(0),
    }),
    audience: ['candidate'],
  },
  /** The media worker is gone. The page still holds its tracks: it publishes them again here, with no new prompt. */
  republish: { data: z.strictObject({ sendTransport: transportOptions }), audience: ['candidate'] },
  /**
   * The media node is being emptied: the page opens this place beside the one it has and publishes there what it shares, while
   * the old one goes on. `placeClosed` says which of the two is over.
   */
  migrate: { data: z.strictObject({ sendTransport: transportOptions }), audience: ['candidate'] },
  /** Nothing more is sent over this transport: the page closes it, and the other place is the only one. */
  placeClosed: { data: z.strictObject({ transportId }), audience: ['candidate'] },
  /** How the server sees one of the candidate's own streams. */
  streamLink: { data: liveStream, audience: ['candidate'] },
  /** The sitting's state, deadline or credited time changed; the newest replaces the older. */
  sittingNews: { data: sittingNews, audience: ['candidate'] },
  /** Something that happened in a sitting of the proctor's rooms, or has ended: the same id again replaces the first. */
  incident: { data: incident, audience: ['proctor'] },
  /** What the api knows of a sitting of the proctor's rooms has changed; the newest version replaces the older. */
  proctoredSitting: { data: proctoredSitting, audience: ['proctor'] },
  /** A colleague came, went, or looks at somebody else; the newest version replaces the older. */
  proctorPresence: { data: proctorPresence, audience: ['proctor'] },
  /** Something between a candidate and the proctors; the same id again replaces the first. */
  conversation: { data: conversationEntry, audience: ['candidate', 'proctor'] },
  /** A proctor can be heard from now on: the page connects the transport and resumes the watch. */
  voiceOpened: { data: z.strictObject({ transport: transportOptions, watch: openedWatch }), audience: ['candidate'] },
  /** The proctor presses to talk, or has let go. */
  voiceChanged: { data: z.strictObject({ watchId, speaks: z.boolean() }), audience: ['candidate'] },
  /** That proctor is heard no more; another voice opens with a note of its own. */
  voiceClosed: { data: z.strictObject({ watchId }), audience: ['candidate'] },
  /** What a proctor speaks with is gone with its worker; the next `openVoice` opens another. */
  speakerClosed: { data: z.strictObject({ transportId }), audience: ['proctor'] },
} as const satisfies Record<string, NoteRow>;

export type Notes = typeof notes;
export type NoteName = keyof Notes;
export type NoteData<N extends NoteName> = z.output<Notes[N]['data']>;
export type Note = { [N in NoteName]: { name: N; data: NoteData<N> } }[NoteName];
export type NoteHandlers = { [N in NoteName]: (data: NoteData<N>) => void };

export function isNoteName(name: string): name is NoteName {
  return Object.hasOwn(notes, name);
}
