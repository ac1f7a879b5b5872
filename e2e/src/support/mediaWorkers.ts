import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The process that has the UDP port open, found among the descendants of `ancestor`: the media worker to end. */
export function workerOfUdpPort(ancestor: number, port: number): number {
  const inodes = new Set(inodesOfUdpPort(port));
  const owner = descendants(ancestor).find((pid) => openSockets(pid).some((inode) => inodes.has(inode)));
  if (owner === undefined) throw new Error(`no process below ${ancestor} has UDP port ${port} open`);
  return owner;
}

export function descendants(ancestor: number): number[] {
  const children = readFileSync(`/proc/${ancestor}/task/${ancestor}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function inodesOfUdpPort(port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/udp', '/proc/net/udp6'].flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1]?.endsWith(`:${wanted}`))
      .map((columns) => columns[9] ?? ''),
  );
}

function openSockets(pid: number): string[] {
  return openDescriptors(pid).flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
    } catch {
      // The descriptor was closed between the listing and the look.
      return [];
    }
  });
}

function openDescriptors(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    // The process ended between the listing and the look, as those of a database often do.
    return [];
  }
}
