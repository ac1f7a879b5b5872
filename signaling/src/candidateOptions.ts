import type { PresenceId } from '@invigil/contract/ids';
import type { Admission } from '@invigil/contract/joinToken';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { HandedCandidate } from './handOver/handed.ts';
import type { Line } from './line.ts';
import type { LiveSitting, SittingFacts } from './liveSitting.ts';
import type { MediaFacts } from './mediaFacts.ts';
import type { Place } from './place.ts';

export type CandidateAdmission = Extract<Admission, { role: 'candidate' }>;

/** What a candidate's presence is made of. */
export interface CandidateOptions {
  presenceId: PresenceId;
  line: Line;
  admission: CandidateAdmission;
  routerRtpCapabilities: RtpCapabilities;
  place: Place;
  sittingOf: (read: () => SittingFacts) => LiveSitting;
  facts: MediaFacts;
  /** Goes on with what another node has. */
  from?: HandedCandidate | undefined;
  resumeHash?: string | undefined;
}
