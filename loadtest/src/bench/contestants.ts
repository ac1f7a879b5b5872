import type { Target } from '../fleet/orders.ts';
import { InvigilServer } from '../invigil/invigilServer.ts';
import { JanusServer } from '../janus/janusServer.ts';
import { cores, type Surroundings } from './surroundings.ts';

/** A server that bots can publish to. */
export interface ServerUnderTest {
  target: Target;
  /** The process that receives media. */
  mediaPid: number;
  /** Every process that works for a join or a packet. */
  pids: number[];
  /** Kills what receives media, without warning. Resolves when that is done; recovery has begun by then. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export interface Contestant {
  name: string;
  isOurs: boolean;
  /** Threads that share Janus' connections; 0 is its default, a thread for each. */
  eventLoops?: number;
  /** Resolves when bots can join; there is room for so many. */
  start(bots: number): Promise<ServerUnderTest>;
}

/** Ours first, then Janus as it comes and with shared event loops, of which the better one is compared. */
export function contestants({ place, janus }: Surroundings): Contestant[] {
  const ours: Contestant = {
    name: 'invigil',
    isOurs: true,
    start: async (bots) => {
      const server = await InvigilServer.create({ place, core: cores.server, bots });
      return {
        target: server.target,
        mediaPid: server.workerPid,
        pids: [server.workerPid, server.nodePid],
        crash: async () => void process.kill(server.workerPid, 'SIGKILL'),
        close: () => server.close(),
      };
    },
  };
  return janus ? [ours, ...[0, 2].map((eventLoops) => janusContestant(place, eventLoops))] : [ours];
}

function janusContestant(place: Surroundings['place'], eventLoops: number): Contestant {
  return {
    name: eventLoops === 0 ? 'janus' : `janus with ${eventLoops} event loops`,
    isOurs: false,
    eventLoops,
    start: async (bots) => {
      const server = await JanusServer.create({ place, core: cores.server, rooms: bots, eventLoops });
      return {
        target: server.target,
        mediaPid: server.pid,
        pids: [server.pid],
        crash: () => server.crash(),
        close: () => server.close(),
      };
    },
  };
}
