import type { LoadCandidate } from '@invigil/contract/benchLoad';
import type { RtpCapabilities } from '@invigil/contract/rtp';

/**
 * What a k6 script is given as one JSON file. k6 resolves no packages, so everything it needs of the contract stands in here
 * as values; the scripts import types only.
 */
export interface LoadPlan {
  apiUrl: string;
  password: string;
  /** Each with one group of people, who share a JavaScript runtime and nothing else. */
  groups: LoadGroup[];
  /** From the start of the scripts until everybody leaves. Milliseconds, like every time in a plan. */
  endMs: number;
  /** In the form of k6's own option. */
  thresholds: Record<string, string[]>;
  wire: LiveWire;
  paths: LoadPaths;
  /** What a proctor's browser would say it can decode. */
  rtpCapabilities: RtpCapabilities;
}

/** How a page speaks to signaling, from the contract. */
export interface LiveWire {
  protocol: string;
  tokenPrefix: string;
  resumePrefix: string;
  /** A page that lost its link tries again within this, and after a failure in twice that of the time before. */
  spreadMs: number;
  firstRetryMs: number;
  longestRetryMs: number;
  /** A close code that means neither leaving nor any fault of the server's, as a broken line. */
  cutCode: number;
}

export interface LoadPaths {
  signIn: string;
  dashboard: string;
  dashboardChange: string;
  sittingEntry: string;
  sittingJoinToken: string;
  roomJoinToken: string;
  saveAnswer: string;
  signOfLife: string;
  writeToProctor: string;
}

export interface LoadGroup {
  candidates: PlannedCandidate[];
  proctors: PlannedProctor[];
  /** Candidates who only have their dashboard open. */
  readers: PlannedReader[];
}

export interface PlannedReader {
  cookie: string;
  dueMs: number;
}

export interface PlannedCandidate extends LoadCandidate {
  dueMs: number;
  /** When its socket breaks, and for how long at least; it resumes as a page does. */
  cuts: Cut[];
  /** When it writes to its proctors. */
  messages: { dueMs: number; messageId: string; text: string }[];
  /** When its page changes what it sends, of which the room is told. */
  laddersMs: number[];
  writing: Writing | undefined;
}

export interface Cut {
  atMs: number;
  forMs: number;
}

/** Typing in bursts: a save each `saveEveryMs` while it types. */
export interface Writing {
  untilMs: number;
  saveEveryMs: number;
  typesMs: number;
  thinksMs: number;
  signOfLifeMs: number;
  /** The document of the answer as JSON, in which the text `mark` stands for what is new. */
  document: string;
  mark: string;
}

export interface PlannedProctor {
  cookie: string;
  roomId: string;
  dueMs: number;
  cuts: Cut[];
  /** Messages of the candidates of the room, of which each must come once. */
  expectedMessages: number;
  /** When the first of them is written: who is not there by then would miss it. */
  hearsFromMs: number;
  attendEveryMs: number;
}
