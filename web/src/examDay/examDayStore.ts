import type { IncidentId, SittingId, StillId } from '@invigil/contract/ids';
import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { Source } from '@invigil/contract/sources';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Moment } from './pageClock.ts';

/** An incident that the server does not have entirely yet. */
export interface KeptIncident {
  incidentId: IncidentId;
  sittingId: SittingId;
  facts: IncidentFacts;
  beganAt: Moment;
  /** Null while it goes on. */
  endedAt: Moment | null;
}

/** A picture that could not be sent yet. */
export interface KeptStill {
  stillId: StillId;
  sittingId: SittingId;
  source: Source;
  takenAt: Moment;
  picture: Blob;
}

interface Kept extends DBSchema {
  incidents: { key: IncidentId; value: KeptIncident; indexes: { sittingId: SittingId } };
  stills: { key: StillId; value: KeptStill; indexes: { sittingId: SittingId } };
}
export type ExamDayStore = IDBPDatabase<Kept>;

/** What exam day keeps in this browser until the server has it. Rejects where the browser keeps nothing. */
export function openExamDayStore(name = 'invigil.examDay'): Promise<ExamDayStore> {
  return openDB<Kept>(name, 1, {
    upgrade(db) {
      db.createObjectStore('incidents', { keyPath: 'incidentId' }).createIndex('sittingId', 'sittingId');
      db.createObjectStore('stills', { keyPath: 'stillId' }).createIndex('sittingId', 'sittingId');
    },
  });
}
