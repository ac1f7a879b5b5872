/** How the generator of a trial did. */
export interface GeneratorLoad {
  cpuPercent: number;
  lagP99Ms: number;
  /** Packets the bots were to send and did send, where that was asked. */
  askedPackets?: number;
  sentPackets?: number;
  /** Datagrams dropped in the trial's network at sockets that are not the server's. */
  dropsElsewhere?: number;
  /** What programs that do not belong to the trial used meanwhile, in percent of one core. */
  othersPercent?: number;
}

/** Beyond these the generator, or the rest of the machine, is what was measured. */
export const generatorLimits = { cpuPercent: 95, lagP99Ms: 20, sentShare: 0.98, othersPercent: 20 } as const;

/** Why a trial says nothing about its server: nothing when the generator kept up and had the machine to itself. */
export function generatorFaults(load: GeneratorLoad): string[] {
  const { cpuPercent, lagP99Ms, askedPackets, sentPackets = 0, dropsElsewhere = 0, othersPercent = 0 } = load;
  const faults: string[] = [];
  if (cpuPercent > generatorLimits.cpuPercent) {
    faults.push(`the generator used ${cpuPercent.toFixed(0)} % of its core`);
  }
  if (lagP99Ms > generatorLimits.lagP99Ms) faults.push(`the generator was ${lagP99Ms.toFixed(0)} ms late (p99)`);
  if (askedPackets !== undefined && sentPackets < askedPackets * generatorLimits.sentShare) {
    faults.push(`the generator sent ${((100 * sentPackets) / askedPackets).toFixed(1)} % of what was asked`);
  }
  if (dropsElsewhere > 0) faults.push(`${dropsElsewhere} datagrams were dropped outside the server's sockets`);
  if (othersPercent > generatorLimits.othersPercent) {
    faults.push(`other programs used ${othersPercent.toFixed(0)} % of a core`);
  }
  return faults;
}

/** One figure that a bench is to reach; `met` is null when there was nothing to compare with. */
export interface Goal {
  goal: string;
  value: number | null;
  met: boolean | null;
}

export function atMost(name: string, value: number | undefined, limit: number): Goal {
  return { goal: `${name} <= ${limit}`, value: value ?? null, met: value === undefined ? null : value <= limit };
}

export function atLeast(name: string, value: number | undefined, limit: number): Goal {
  return { goal: `${name} >= ${limit}`, value: value ?? null, met: value === undefined ? null : value >= limit };
}
