import { AppError } from '@invigil/contract/errors';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable, Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { Metrics } from '@invigil/server-kit/metrics';
import type { ReadinessCheck } from '@invigil/server-kit/ops';
import { checkOrigin, readCredential, redeem, type UpgradeRequest } from './admission.ts';
import { ApiNodes } from './apiNodes.ts';
import type { SignalingConfig } from './config.ts';
import { Dispatch } from './dispatch.ts';
import { createHandlers } from './handlers/handlers.ts';
import { Directory } from './handOver/directory.ts';
import { Drain, ordinaryDrainTimes } from './handOver/drain.ts';
import { Giving } from './handOver/giving.ts';
import { handOverControl } from './handOver/handed.ts';
import { Taking } from './handOver/taking.ts';
import { IncidentReports } from './incidentReports.ts';
import { Joining } from './joining.ts';
import { LookReports } from './lookReports.ts';
import { Making } from './making.ts';
import { MediaEvents } from './mediaEvents.ts';
import { MediaNodes } from './mediaNodes.ts';
import { createSignalingMetrics, type SignalingMetrics } from './metrics.ts';
import { Migrations } from './migrations.ts';
import { hashOfResumeToken } from './presence.ts';
import { Presences } from './presences.ts';
import { Replacements } from './replacements.ts';
import { RoomShares } from './roomShares.ts';
import { Rooms } from './rooms.ts';
import { SignalingNodes } from './signalingNodes.ts';
import { type Admitted, SocketServer } from './socketServer.ts';
import { presenceControl } from './takeOver.ts';

export interface SignalingOptions {
  cluster: Cluster;
  log: Log;
  clock: Clock;
  config: SignalingConfig;
  metrics?: Metrics;
}

/** One signaling node. What it knows of people comes from their join tokens, and of media from the media nodes. */
export interface Signaling extends Closable {
  readonly port: number;
  readonly metrics: Metrics;
  /** What must hold for this node to be sent pages. */
  readonly checks: Record<string, ReadinessCheck>;
  /** Takes nothing new and gives what it has to other nodes; resolves when nothing is left, or no more time. Before `close`. */
  drain(): Promise<void>;
}

/** @throws {Error} when the port is taken or the cluster cannot be reached. */
export async function createSignaling(options: SignalingOptions): Promise<Signaling> {
  const { cluster, log, clock, config, metrics = new Metrics('signaling') } = options;
  const media = await MediaNodes.create({ cluster, log });
  const directory = new Directory({ cluster, log });
  const presences = new Presences({ clock, log, graceMs: config.presenceGraceMs, media, directory });
  const counted: SignalingMetrics = createSignalingMetrics(metrics, {
    candidates: () => presences.all().filter(({ role }) => role === 'candidate').length,
    proctors: () => presences.all().filter(({ role }) => role === 'proctor').length,
    connected: () => sockets.openCount,
    incidentsWaiting: () => reports.waiting,
    looksWaiting: () => looks.waiting,
  });
  const reports = new IncidentReports({
    cluster,
    log,
    onTold: counted.incidentsTold,
    onDropped: counted.incidentsDropped,
  });
  const api = new ApiNodes({ cluster, log });
  const looks = new LookReports({ api, log, onTold: counted.looksTold, onDropped: counted.looksDropped });
  const replacements = new Replacements({ media, metrics: counted, log });
  const migrations = new Migrations({ media, presences, metrics: counted, log, times: config.migrationTimes });
  const events = new MediaEvents({ presences, replacements, migrations });
  const nodes = await SignalingNodes.create({ cluster, log });
  const rooms = new Rooms({ cluster, clock, log, nodes });
  const shares = new RoomShares({
    rooms,
    api,
    log,
    isOurs: (presenceId) => presences.find(presenceId) !== undefined,
    hasOurs: (roomId) =>
      presences
        .all()
        .some(
          (presence) =>
            presence.role === 'proctor' && !presence.admission.supervises && presence.admission.rooms.includes(roomId),
        ),
    times: config.shareTimes,
  });
  const making = new Making({ ...options, media, nodes, reports, looks, metrics: counted });
  const joining = new Joining({ ...options, media, rooms, shares, presences, directory, making });
  const giving = new Giving({
    cluster,
    log,
    media,
    presences,
    directory,
    isBeingPlaced: (presence) =>
      presence.role === 'candidate' && (replacements.isReplacing(presence) || migrations.isMigrating(presence)),
    onGiven: counted.given,
  });
  const taking = new Taking({
    cluster,
    log,
    nodes,
    rooms,
    shares,
    presences,
    directory,
    events,
    making,
    onTaken: counted.taken,
  });
  const handlers = createHandlers({ media, replacements });
  const dispatch = new Dispatch({ handlers, presences, metrics: counted, log });
  const heard = await events.hear(cluster);
  const answered = await cluster.answer(presenceControl, {
    supersede: async ({ sittingId }) => {
      const older = presences.candidateOf(sittingId);
      if (!older) return { version: 0 };
      counted.takenOver();
      older.takenOver();
      await presences.end(older, 'superseded');
      return { version: older.sitting.version };
    },
  });
  const givenAway = await cluster.answer(handOverControl, {
    canHandOver: async ({ resumeHash }) => {
      giving.check(resumeHash);
      return {};
    },
    handOver: (asked) => giving.give(asked),
    takeOver: async ({ resumeHash }) => {
      const taken = await taking.take(resumeHash, null);
      if (typeof taken !== 'string' && !taken.line.connected) presences.awaits(taken);
      return {};
    },
  });
  const drain = new Drain({ cluster, log, nodes, presences, times: config.drainTimes ?? ordinaryDrainTimes });
  let draining: Promise<void> | undefined;
  const admitting = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const sockets: SocketServer = await SocketServer.listen({
    ...config,
    log,
    handlers: {
      admit: (request) => tracked(admit(request)),
      opened(presence) {
        presences.arrived(presence);
        if (presence.role === 'candidate' && presence.placeLost) {
          replacements.replace(presence, { blameless: false });
        }
      },
      message: (presence, message, isBinary) => dispatch.take(presence, message, isBinary),
      closed: (presence, connection, code) => presences.left(presence, connection, code),
      abandoned(presence, isFresh) {
        if (isFresh) void presences.end(presence, 'left');
        else if (!presence.line.connected) presences.awaits(presence);
      },
      tooSlow: () => counted.tooSlow(),
    },
  });
  media.watch({
    gone(nodeId) {
      log.warn({ mediaNodeId: nodeId }, 'a media node is gone');
      events.nodeGone(nodeId, media);
    },
    workers: (nodeId, workerIds) => events.workersAre(nodeId, workerIds),
    looked: () => migrations.look(),
  });
  log.info({ port: sockets.port }, 'signaling listens');

  function tracked<R>(work: Promise<R>): Promise<R> {
    const settled: Promise<unknown> = work.catch(() => undefined).finally(() => admitting.delete(settled));
    admitting.add(settled);
    return work;
  }

  async function admit(request: UpgradeRequest): Promise<Admitted> {
    if (closing !== undefined || drain.sending) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
    checkOrigin(request.origin, config.allowedOrigins);
    const credential = readCredential(request);
    if (credential.kind === 'resume') return resume(credential);
    return counted.attempt('join', async () => {
      const presence = await joining.join(await redeem(credential.token, { cluster, clock, config }));
      return { presence, after: 0, first: () => joining.welcome(presence), isFresh: true };
    });
  }

  async function resume({ token, after }: { token: string; after: number }): Promise<Admitted> {
    try {
      const hash = hashOfResumeToken(token);
      const presence = presences.resume(hash, after) ?? (await taking.take(hash, after));
      counted.resumed(typeof presence === 'string' ? 'refused' : 'done');
      if (typeof presence === 'string') return { closed: presence };
      const { presenceId, line } = presence;
      const first = () => ({ type: 'resumed' as const, presenceId, serverTime: clock.now(), seq: line.seq });
      return { presence, after, first, isFresh: false };
    } catch (error) {
      counted.resumed('refused');
      throw error;
    }
  }

  /** Pages are told first and find another node while their media is being closed here. */
  async function close(): Promise<void> {
    sockets.stopListening();
    replacements.close();
    await Promise.all(admitting);
    await shares.close();
    await presences.close();
    await migrations.close();
    await Promise.all([reports.close(), looks.close()]);
    media.close();
    giving.close();
    await Promise.all([heard, answered, givenAway, rooms, nodes].map((one) => one.close()));
    sockets.close();
  }

  return {
    port: sockets.port,
    metrics,
    checks: {
      // Without the cluster nobody can join, but who was here before can resume, and only here.
      'media nodes': async () => (cluster.reach.isUp ? media.checkReady() : undefined),
      draining: async () => mustNotDrain(drain),
    },
    drain: () => {
      draining ??= drain.run();
      return draining;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function mustNotDrain({ begun }: Drain): void {
  if (begun) throw new Error('this node drains');
}
