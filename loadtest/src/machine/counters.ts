import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Processor time a process has used so far, of all its threads, in user and kernel, in milliseconds. */
export function cpuMs(pid: number): number {
  return cpuTicks(readFileSync(`/proc/${pid}/stat`, 'utf8')) * (1_000 / ticksPerSecond);
}

/** The same to the microsecond, for processes that do little; threads that have ended are not counted. */
export function preciseCpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It ended between the listing and the look.
      return 0;
    }
  });
  return nanoseconds.reduce((sum, of) => sum + of, 0) / 1e6;
}

/** Processor time of a process's first thread, in milliseconds. */
export function mainThreadCpuMs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

/** Processor time of a process and of everything it started, also of what has ended meanwhile, in milliseconds. */
export function treeCpuMs(pid: number): number {
  const ticks = (one: number): number => {
    try {
      const stat = readFileSync(`/proc/${one}/stat`, 'utf8');
      const children = readFileSync(`/proc/${one}/task/${one}/children`, 'utf8').split(' ').filter(Boolean);
      return cpuTicks(stat) + endedChildrenTicks(stat) + children.reduce((sum, child) => sum + ticks(Number(child)), 0);
    } catch {
      // It ended just now; whoever started it counts it from now on.
      return 0;
    }
  };
  return ticks(pid) * (1_000 / ticksPerSecond);
}

/** cutime + cstime of a line of /proc/pid/stat. */
export function endedChildrenTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[13]) + Number(fields[14]);
}

/** utime + stime of a line of /proc/pid/stat; the name in it may hold spaces and parentheses. */
export function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Processor time that all programs of this machine have used since it started, on all cores, in milliseconds. */
export function machineCpuMs(): number {
  return busyTicks(readFileSync('/proc/stat', 'utf8')) * (1_000 / ticksPerSecond);
}

/** user + nice + system of the sum over all cores. */
export function busyTicks(stat: string): number {
  const [user, nice, system] = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? '').split(' ').map(Number);
  return (user ?? 0) + (nice ?? 0) + (system ?? 0);
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
}

/** Datagrams that found a full receive buffer, in the network namespace of a process, since it exists. */
export function receiveBufferErrors(pid: number): number {
  const [names, values] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '));
  return Number(values?.[names?.indexOf('RcvbufErrors') ?? 0] ?? 0);
}

/** Datagrams dropped at the UDP sockets of one process, since they were opened. */
export function socketDrops(pid: number): number {
  return dropsOf(readFileSync(`/proc/${pid}/net/udp`, 'utf8'), socketInodes(pid));
}

/** Sums the last column of /proc/net/udp over the rows whose inode is among `inodes`. */
export function dropsOf(table: string, inodes: ReadonlySet<string>): number {
  return table
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => inodes.has(columns[9] ?? ''))
    .reduce((sum, columns) => sum + Number(columns[12] ?? 0), 0);
}

function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
    if (inode) inodes.add(inode);
  }
  return inodes;
}

/** A descriptor may close between being listed and being read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
