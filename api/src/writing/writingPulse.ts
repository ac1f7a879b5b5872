import type { WritingPulse } from '@invigil/contract/routes/writing';
import type { Sitting } from '../sittings/sitting.ts';

/** Where the time of a started sitting stands at `now`. While it is paused the deadline moves on with the time. */
export function writingPulseOf(sitting: Sitting, now: Date): WritingPulse {
  return {
    serverTime: now.toISOString(),
    state: sitting.state,
    deadline: sitting.closing(now).toISOString(),
    creditedSeconds: sitting.givenBackSeconds(),
    pausedBy: sitting.pausedBy ?? null,
  };
}
