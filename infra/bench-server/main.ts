import { randomUUID } from 'node:crypto';
import type { AskHandlers } from '@invigil/contract/benchQuestions';
import { benchServer } from '@invigil/contract/benchServer';
import { nodeId, personId, type RoomId, roomId, sittingId } from '@invigil/contract/ids';
import { createMediaServer } from '@invigil/media-server/mediaServer';
import { systemClock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { generateJoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';
import { createLog } from '@invigil/server-kit/log';
import { createSignaling } from '@invigil/signaling/signaling';
import { answerBench } from '../benchChild.ts';
import { benchServerConfig } from './config.ts';

/**
 * The server under test of the benches: signaling and one media node in this process, as `npm start` wires them, without
 * the api and its database, in whose place the bench gets join tokens from here. Ends with the process that started it.
 */
const examHours = 3;

const config = benchServerConfig();
const clock = systemClock;
const log = createLog({ name: 'bench-server', level: config.BENCH_LOG_LEVEL });
const keys = await generateJoinKeys();
const hub = new LocalHub();
const mediaServer = await createMediaServer({
  cluster: await hub.join(nodeId.parse('media-1'), { log }),
  log,
  clock,
  config: {
    workers: config.BENCH_WORKERS,
    spareWorkers: config.BENCH_SPARE_WORKERS,
    basePort: 0,
    listenAddress: config.BENCH_ADDRESS,
    // A bench asks for what admission would refuse: how a full worker does.
    fullAt: Number.MAX_VALUE,
  },
});
const signaling = await createSignaling({
  cluster: await hub.join(nodeId.parse('signaling-1'), { log }),
  log,
  clock,
  config: {
    host: config.BENCH_ADDRESS,
    port: 0,
    allowedOrigins: 'any',
    joinTokenPublicJwk: keys.publicJwk,
    iceServers: [],
    presenceGraceMs: 60_000,
  },
});

const handlers: AskHandlers<typeof benchServer> = {
  ready: async () => ({
    signalingUrl: `ws://${config.BENCH_ADDRESS}:${signaling.port}/live`,
    workers: mediaServer.workers().map(({ workerId, pid, spare }) => ({ workerId, pid, spare })),
  }),
  tokens: async ({ count }) => ({
    tokens: await Promise.all(Array.from({ length: count }, () => candidateToken(newRoom()))),
  }),
  room: async ({ count }) => {
    const room = newRoom();
    const tokens = await Promise.all(Array.from({ length: count }, () => candidateToken(room)));
    return { tokens, proctorToken: await proctorToken(room) };
  },
};

const newRoom = () => roomId.parse(randomUUID());

/** Somebody new, until the exam ends. */
const person = () => ({ personId: personId.parse(randomUUID()), endsAt: clock.now() + examHours * 3_600_000 });

function candidateToken(room: RoomId): Promise<string> {
  const admission = {
    ...person(),
    role: 'candidate' as const,
    sittingId: sittingId.parse(randomUUID()),
    roomId: room,
  };
  return signJoinToken(keys.privateJwk, admission, { clock });
}

function proctorToken(room: RoomId): Promise<string> {
  const admission = { ...person(), role: 'proctor' as const, rooms: [room], supervises: false };
  return signJoinToken(keys.privateJwk, admission, { clock });
}

answerBench(benchServer, handlers, {
  close: async () => {
    await signaling.close();
    await mediaServer.close();
  },
});
