import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import { computed, type Ref } from 'vue';
import { useIncidents } from '../stores/incidents.ts';
import { useMe } from '../stores/me.ts';
import { useProctoring } from '../stores/proctoring.ts';
import { useRoom } from '../stores/room.ts';
import type { Arranged } from './arrange.ts';
import { type AttentionRules, attentionOf } from './attention.ts';

/** Everybody of the room with all that decides where they stand, by name; and what the exam says about it. */
export function useCandidates(now: Readonly<Ref<number>>) {
  const room = useRoom();
  const proctoring = useProctoring();
  const incidents = useIncidents();
  const me = useMe();

  const rules = computed<AttentionRules>(() => ({
    // Until the rules are known nobody is said to be overlooked.
    lookMs: (proctoring.exam?.rules.lookMinutes ?? Number.POSITIVE_INFINITY) * 60_000,
    admission: proctoring.exam?.rules.admission ?? false,
    opensAt: room.room === undefined ? 0 : Date.parse(room.room.exam.opensAt),
    durationMs: (proctoring.exam?.durationMinutes ?? 0) * 60_000,
  }));

  const isMine = (told: ProctoredSitting | undefined) =>
    told !== undefined && told.proctorId !== null && told.proctorId === me.me?.personId;

  const candidates = computed<Arranged[]>(() =>
    room.wall.map((sitting) => {
      const { sittingId } = sitting;
      const told = proctoring.sittings.get(sittingId);
      const candidate = {
        sittingId,
        sitting,
        told,
        incidents: incidents.of(sittingId),
        isAttended: proctoring.attending.has(sittingId),
        isMine: isMine(told),
      };
      return { ...candidate, attention: attentionOf(candidate, rules.value, now.value) };
    }),
  );

  return { candidates, rules };
}
