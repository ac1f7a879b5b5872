import type { StreamId, TransportId, WatchId } from '@invigil/contract/ids';
import type { Step } from '@invigil/contract/sources';

/** How long a picture that left the viewport stays paused before its watch is closed. */
export const keepPausedMs = 10_000;

/** One stream on this proctor's page: what is wanted of it, and what there is. */
export interface Picture {
  streamId: StreamId;
  /** undefined when it is out of sight. */
  wanted: Step | undefined;
  watch: { watchId: WatchId; transportId: TransportId; step: Step; paused: boolean } | undefined;
  /** When it went out of sight, in milliseconds. */
  leftAt: number;
  /** Not opened before this time, because it was refused a moment ago. */
  notBefore: number;
  refusals: number;
  /** Its stream goes on as another, of which no frame is here yet: until then it is left as it is. */
  held: boolean;
}

/** Everything to ask of signaling now, so that wanted and actual agree. */
export interface Plan {
  open: { streamId: StreamId; step: Step }[];
  resume: WatchId[];
  pause: WatchId[];
  close: WatchId[];
  step: Record<Step, WatchId[]>;
  /** Pictures out of sight for good, with nothing left to close. */
  forget: StreamId[];
  /** When time alone will change the plan; undefined when it will not. */
  wakeAt: number | undefined;
}

export function planOf(pictures: Iterable<Picture>, now: number): Plan {
  const plan: Plan = {
    open: [],
    resume: [],
    pause: [],
    close: [],
    step: { tile: [], focus: [] },
    forget: [],
    wakeAt: undefined,
  };
  const wakeAt = (time: number) => {
    plan.wakeAt = Math.min(plan.wakeAt ?? time, time);
  };
  for (const { streamId, wanted, watch, leftAt, notBefore, held } of pictures) {
    if (held) continue;
    if (wanted === undefined) {
      if (watch === undefined) plan.forget.push(streamId);
      else if (now >= leftAt + keepPausedMs) plan.close.push(watch.watchId);
      else {
        if (!watch.paused) plan.pause.push(watch.watchId);
        wakeAt(leftAt + keepPausedMs);
      }
    } else if (watch === undefined) {
      if (now >= notBefore) plan.open.push({ streamId, step: wanted });
      else wakeAt(notBefore);
    } else {
      if (watch.step !== wanted) plan.step[wanted].push(watch.watchId);
      if (watch.paused) plan.resume.push(watch.watchId);
    }
  }
  return plan;
}
