const lookEveryMs = 1_000;
/** How long a wanted step may send nothing before it is nudged; the time doubles with each nudge in vain. */
const firstPatienceMs = 1_500;
const longestPatienceMs = 48_000;

interface Parts {
  sender: RTCRtpSender;
  /** The encoding to look after. */
  rid: string;
  isWanted: () => boolean;
  /** Switches the encoding off and on again. */
  nudge: () => void;
}

/**
 * Chrome leaves a sharp layer out while its bandwidth estimate is low, and an estimate hardly climbs while little is sent:
 * a layer once left out can stay out for good on a network that would carry it. Switching it off and on makes Chrome
 * probe the network again. Returns the function that ends this.
 */
export function nudgeWhenStarved({ sender, rid, isWanted, nudge }: Parts): () => void {
  let ended = false;
  let patienceMs = firstPatienceMs;
  let starvedMs = 0;
  let framesBefore = -1;

  const look = async () => {
    const flow = isWanted() ? flowOf(await sender.getStats(), rid) : undefined;
    if (ended) return;
    const isStarved = flow?.isLimited === true && flow.framesSent === framesBefore;
    framesBefore = flow?.framesSent ?? -1;
    starvedMs = isStarved ? starvedMs + lookEveryMs : 0;
    if (flow === undefined || (flow.framesSent > 0 && !isStarved)) patienceMs = firstPatienceMs;
    if (starvedMs < patienceMs) return;
    starvedMs = 0;
    patienceMs = Math.min(longestPatienceMs, patienceMs * 2);
    nudge();
  };
  // Statistics fail only when the connection is closed, which ends this too.
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);

  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/** What an encoding has sent; undefined when it is not among the statistics. */
export function flowOf(
  report: Pick<RTCStatsReport, 'forEach'>,
  rid: string,
): { framesSent: number; isLimited: boolean } | undefined {
  let flow: { framesSent: number; isLimited: boolean } | undefined;
  report.forEach((stats: RTCOutboundRtpStreamStats & { rid?: string }) => {
    if (stats.type !== 'outbound-rtp' || stats.rid !== rid) return;
    flow = { framesSent: stats.framesSent ?? 0, isLimited: stats.qualityLimitationReason === 'bandwidth' };
  });
  return flow;
}
