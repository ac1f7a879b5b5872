import { AppError } from '@invigil/contract/errors';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import { incidentKinds } from '@invigil/contract/incidentKinds';
import type { PageIncident } from '@invigil/contract/incidents';
import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { AuditEntry, audit } from '../audit/auditEntry.ts';
import type { FileStore } from '../files/fileStore.ts';
import { Allowances } from '../http/allowances.ts';
import type { Handlers } from '../http/handlers.ts';
import { tellRoom } from '../live/tellRoom.ts';
import { visibleTo } from '../rooms/handlers.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';
import { recordIncidents } from './recordIncidents.ts';
import { listIncidents } from './roomIncidents.ts';
import { lifeOf, within } from './sittingLife.ts';
import { keepStill, mustBeJpeg } from './stills.ts';

/** Batches of one account: what gathered while offline at once, then far more than ever happens. */
const batchesPerAccount = { burst: 60, everyMs: 2_000 };
const stillsPerAccount = { burst: 150, everyMs: 2_000 };
/** A proctor's page reads the list again and again; that somebody looks is written down once in so long. */
const auditEveryMs = 15 * 60 * 1000;

export interface IncidentParts {
  cluster: Cluster;
  files: FileStore;
  clock: Clock;
  log: Log;
}

export function incidentHandlers(
  parts: IncidentParts,
): Pick<Handlers, 'reportIncidents' | 'addStill' | 'roomIncidents'> {
  const batches = new Allowances(batchesPerAccount, parts.clock);
  const stills = new Allowances(stillsPerAccount, parts.clock);

  return {
    async reportIncidents({ em, session: { account }, params, body, now }) {
      batches.take(account.id);
      mustBeOfPage(body.incidents);
      const sitting = await ownSitting(em, params.sittingId, account);
      const seen = body.incidents.map(({ beganAgoMs, endedAgoMs, ...one }) => ({
        ...one,
        beganAt: before(now, beganAgoMs),
        endedAt: endedAgoMs === null ? null : before(now, endedAgoMs),
      }));
      const told = await recordIncidents(em, sitting, { seen, reportedBy: 'page', now });
      await tellRoom(parts, sitting.room.id, told);
      return { recorded: body.incidents.length };
    },

    async addStill({ em, session: { account }, params: { sittingId }, query, file, now }) {
      stills.take(account.id);
      if (query.source === 'microphone') {
        throw new AppError({ code: 'invalid', issues: [{ path: 'source', message: 'must be a picture’s' }] });
      }
      mustBeJpeg(file);
      const life = lifeOf(await ownSitting(em, sittingId, account), now);
      const takenAt = within(life, before(now, query.takenAgoMs));
      const { stillId, source } = query;
      await keepStill(em, parts, { stillId, sittingId, source, takenAt, bytes: file, now });
      return {};
    },

    async roomIncidents({ em, session: { account }, params: { roomId }, query, now, address }) {
      const room = await em.findOne(Room, { $and: [{ id: roomId }, visibleTo(account)] });
      if (!room) throw new AppError({ code: 'notFound' });
      if (await isFirstLook(em, { account, roomId, now })) {
        audit(em, { at: now, actorId: account.id, address, action: 'roomIncidentsOpened', subjectId: roomId });
      }
      const { cursor, limit, sittingId } = query;
      return { serverTime: now.toISOString(), ...(await listIncidents(em, { roomId, sittingId }, { cursor, limit })) };
    },
  };
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

/** @throws {AppError} invalid for a kind that a page cannot see. */
function mustBeOfPage(incidents: readonly PageIncident[]): void {
  const index = incidents.findIndex(({ kind }) => !(incidentKinds[kind].by as readonly string[]).includes('page'));
  if (index < 0) return;
  throw new AppError({
    code: 'invalid',
    issues: [{ path: `incidents.${index}.kind`, message: 'is not told by pages' }],
  });
}

/** @throws {AppError} notFound, also for somebody else's. */
async function ownSitting(em: EntityManager, sittingId: SittingId, candidate: Account): Promise<Sitting> {
  const sitting = await em.findOne(Sitting, { id: sittingId, candidate }, { populate: ['exam'] });
  if (!sitting || sitting.exam.state === 'draft') throw new AppError({ code: 'notFound' });
  return sitting;
}

async function isFirstLook(
  em: EntityManager,
  { account, roomId, now }: { account: Account; roomId: RoomId; now: Date },
): Promise<boolean> {
  const looks = await em.count(AuditEntry, {
    subjectId: roomId,
    actorId: account.id,
    action: 'roomIncidentsOpened',
    at: { $gt: before(now, auditEveryMs) },
  });
  return looks === 0;
}
