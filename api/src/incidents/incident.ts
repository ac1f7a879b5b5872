import type { IncidentId } from '@invigil/contract/ids';
import {
  type IncidentFacts,
  incidentKindNames,
  incidentNatures,
  incidentReporters,
} from '@invigil/contract/incidentKinds';
import { defineEntity, p } from '@mikro-orm/core';
import { Sitting } from '../sittings/sitting.ts';

const IncidentSchema = defineEntity({
  name: 'Incident',
  properties: {
    /** Made by whoever saw it, so that telling it again changes nothing but its end. */
    id: p.uuid().$type<IncidentId>().primary(),
    sitting: () => p.manyToOne(Sitting),
    kind: p.enum(incidentKindNames),
    nature: p.enum(incidentNatures),
    reportedBy: p.enum(incidentReporters),
    /** By the server's clock. */
    beganAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    facts: p.json<IncidentFacts['facts']>(),
    recordedAt: p.datetime(3),
  },
});

/** Something that happened in a sitting. It says what was seen, and judges nobody. */
export class Incident extends IncidentSchema.class {}
IncidentSchema.setClass(Incident);
