import { type ConversationEntry, entryIdOf } from '@invigil/contract/conversation';
import type { ErrorBody } from '@invigil/contract/errors';
import type { PersonId, PresenceId, SittingId } from '@invigil/contract/ids';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import type { ExamRules } from '@invigil/contract/routes/exam';
import type { Proctoring, TeamMember } from '@invigil/contract/routes/proctoring';
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';

/** What an exam asks of everybody in the room, as far as the console shows it. */
export interface RoomExam {
  rules: ExamRules;
  durationMinutes: number;
  questionCount: number;
}

/**
 * What the api knows of a room and what colleagues do in it. It only applies replies, snapshots and notes, in whatever order they
 * come: the newest version of a sitting or of a console wins, and what ended stays so.
 */
export const useProctoring = defineStore('proctoring', () => {
  const exam = shallowRef<RoomExam>();
  /** Why the api did not say what it knows; it is asked again by itself. */
  const error = shallowRef<ErrorBody>();
  const team = shallowReactive(new Map<PersonId, TeamMember>());
  const sittings = shallowReactive(new Map<SittingId, ProctoredSitting>());
  const consoles = shallowReactive(new Map<PresenceId, ProctorPresence>());
  const conversations = shallowReactive(new Map<SittingId, ReadonlyMap<string, ConversationEntry>>());
  /** The server's clock less this machine's, in milliseconds. */
  const clockOffset = ref(0);

  /** Consoles that are open on this room; the caller's own is among them. */
  const present = computed(() => [...consoles.values()].filter(({ state }) => state !== 'gone'));

  /** Who looks at each candidate full size just now, each person once. */
  const attending = computed(() => {
    const lookers = new Map<SittingId, ProctorPresence[]>();
    for (const one of present.value) {
      if (one.attends === null || one.state !== 'here') continue;
      const others = lookers.get(one.attends) ?? [];
      if (!others.some(({ personId }) => personId === one.personId)) lookers.set(one.attends, [...others, one]);
    }
    return lookers;
  });

  function open({ serverTime, team: members, sittings: all, ...asked }: Proctoring): void {
    hearTime(serverTime);
    exam.value = asked;
    team.clear();
    for (const member of members) team.set(member.personId, member);
    for (const sitting of all) apply(sitting);
  }

  /** A reply, or a note: whole either way. */
  function apply(sitting: ProctoredSitting): void {
    const known = sittings.get(sitting.sittingId);
    if (known === undefined || known.version < sitting.version) sittings.set(sitting.sittingId, sitting);
  }

  /** A welcome's snapshot is the whole truth of its moment. */
  function welcome(proctors: readonly ProctorPresence[]): void {
    consoles.clear();
    for (const one of proctors) consoles.set(one.presenceId, one);
  }

  /** One that is gone is kept, so that an overtaken note does not bring it back. */
  function meet(told: ProctorPresence): void {
    const known = consoles.get(told.presenceId);
    if (known === undefined || known.version < told.version) consoles.set(told.presenceId, told);
  }

  /** Told live or read from the api: which of both comes first does not matter. */
  function addEntries(entries: readonly ConversationEntry[]): void {
    for (const [sittingId, told] of Map.groupBy(entries, (entry) => entry.sittingId)) {
      const kept = new Map(conversations.get(sittingId));
      for (const entry of told) {
        const known = kept.get(entryIdOf(entry));
        if (known === undefined || endsOf(known) <= endsOf(entry)) kept.set(entryIdOf(entry), entry);
      }
      conversations.set(sittingId, kept);
    }
  }

  /** What is known of a conversation, the first thing first; all of it once it was read from the api. */
  function conversationOf(sittingId: SittingId): readonly ConversationEntry[] {
    const entries = [...(conversations.get(sittingId)?.values() ?? [])];
    return entries.sort((a, b) => a.at - b.at || (entryIdOf(a) < entryIdOf(b) ? -1 : 1));
  }

  /** Of a reply as it is written, or of a frame in milliseconds. */
  function hearTime(serverTime: string | number): void {
    clockOffset.value = (typeof serverTime === 'number' ? serverTime : Date.parse(serverTime)) - Date.now();
  }

  /** Milliseconds of the server clock. Nothing tells when it has moved on: `useServerNow` ticks. */
  const now = (): number => Date.now() + clockOffset.value;

  function reset(): void {
    exam.value = undefined;
    error.value = undefined;
    for (const map of [team, sittings, consoles, conversations]) map.clear();
  }

  return {
    exam,
    error,
    team,
    sittings,
    present,
    attending,
    clockOffset,
    open,
    apply,
    welcome,
    meet,
    addEntries,
    conversationOf,
    hearTime,
    now,
    reset,
  };
});

/** How much of an entry is over: it only ever grows, so the newer of two states of one entry has no less. */
function endsOf(entry: ConversationEntry): number {
  if (entry.type === 'message') return 0;
  if (entry.type === 'hand') return entry.state === 'raised' ? 0 : 1;
  const { undoneAt, answeredAt } = entry.intervention;
  return Number(undoneAt !== null) + Number(answeredAt !== null);
}
