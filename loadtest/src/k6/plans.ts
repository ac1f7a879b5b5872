import { randomUUID } from 'node:crypto';
import type { LoadCandidate, LoadProctor } from '@invigil/contract/benchLoad';
import { reconnectPolicy } from '@invigil/contract/client/reconnectPolicy';
import { liveProtocol, resumeProtocolPrefix, tokenProtocolPrefix } from '@invigil/contract/joinToken';
import { limits } from '@invigil/contract/limits';
import { routes } from '@invigil/contract/routes';
import { essayDocument } from '../api/essay.ts';
import { rtpCapabilities } from '../bot/rtpCapabilities.ts';
import type {
  Cut,
  LiveWire,
  LoadGroup,
  LoadPaths,
  LoadPlan,
  PlannedCandidate,
  PlannedProctor,
  Writing,
} from './loadPlan.ts';
import { cutSpread, type LoadName, type Profile } from './profiles.ts';
import { dealtOut, dueTimes, momentsBetween } from './schedule.ts';

export const roomSize = 100;
/** People who share a JavaScript runtime of k6: a runtime for each of thousands would cost more than the people. */
const groupSize = 50;
const leastGroups = 4;
const attendEveryMs = 5_000;
/** A page saves what is typed every two seconds; nobody types all the time. */
const bursts = { typesMs: 20_000, thinksMs: 20_000 };
/** Proctors are there by then to hear of everything. */
const firstCauseMs = 6_000;
/** Notes get so long to arrive after the last cause of one. */
const lastCauseMs = 3_000;
/** None of the codes by which a server or a leaving page ends anything. */
const cutCode = 4_900;

export const wire: LiveWire = {
  protocol: liveProtocol,
  tokenPrefix: tokenProtocolPrefix,
  resumePrefix: resumeProtocolPrefix,
  spreadMs: reconnectPolicy.spreadMs,
  firstRetryMs: reconnectPolicy.firstMs,
  longestRetryMs: reconnectPolicy.longestMs,
  cutCode,
};

export const paths: LoadPaths = {
  signIn: routes.signIn.path,
  dashboard: routes.dashboard.path,
  dashboardChange: routes.dashboardChange.path,
  sittingEntry: routes.sittingEntry.path,
  sittingJoinToken: routes.sittingJoinToken.path,
  roomJoinToken: routes.roomJoinToken.path,
  saveAnswer: routes.saveAnswer.path,
  signOfLife: routes.signOfLife.path,
  writeToProctor: routes.writeToProctor.path,
};

/** Who takes part in a run, as the target was filled with them. */
export interface LoadPeople {
  candidates: readonly LoadCandidate[];
  proctors: readonly LoadProctor[];
  readers: readonly LoadCandidate[];
}

/** What one k6 script does with these people, to the millisecond. */
export function planOf(
  name: LoadName,
  profile: Profile,
  {
    people,
    target,
    thresholds,
  }: {
    people: LoadPeople;
    target: { apiUrl: string; password: string };
    thresholds: Record<string, string[]>;
  },
): LoadPlan {
  const due = dueTimes(profile.arrivals);
  const arrivedMs = profile.arrivals.reduce((sum, { seconds }) => sum + seconds * 1_000, 0);
  const endMs = arrivedMs + profile.staySeconds * 1_000;
  const cuts = cutsOf(profile, arrivedMs);
  const writing: Writing | undefined =
    name === 'writing'
      ? {
          untilMs: endMs - lastCauseMs,
          saveEveryMs: limits.autosaveMs,
          ...bursts,
          signOfLifeMs: limits.signOfLifeMs,
          ...essayDocument,
        }
      : undefined;
  const candidates = people.candidates.map(
    (candidate, index): PlannedCandidate => ({
      ...candidate,
      dueMs: due[index] ?? 0,
      cuts: name === 'storm' ? cuts : [],
      messages: [],
      laddersMs: [],
      writing,
    }),
  );
  const span = { fromMs: arrivedMs + firstCauseMs, toMs: endMs - lastCauseMs };
  addMessages(candidates, momentsBetween(span.fromMs, span.toMs, profile.messagesPerSecond));
  addLadders(candidates, momentsBetween(span.fromMs, span.toMs, profile.laddersPerSecond));
  const proctors = people.proctors.map(({ cookie, roomId }, index): PlannedProctor => {
    const inRoom = candidates.filter((candidate) => candidate.roomId === roomId);
    const offsetMs = ((profile.cuts?.everySeconds ?? 0) * 1_000 * cutSpread * index) / people.proctors.length;
    return {
      cookie,
      roomId,
      dueMs: Math.round((arrivedMs * index) / people.proctors.length / 2),
      cuts: cuts.map(({ atMs, forMs }) => ({ atMs: Math.round(atMs + offsetMs), forMs })),
      expectedMessages: inRoom.reduce((sum, { messages }) => sum + messages.length, 0),
      hearsFromMs: span.fromMs,
      attendEveryMs,
    };
  });
  const readers = people.readers.map(({ cookie }, index) => ({
    cookie,
    dueMs: Math.round((arrivedMs * index) / people.readers.length),
  }));
  return {
    ...target,
    groups: groupsOf({ candidates, proctors, readers }),
    endMs,
    thresholds,
    wire,
    paths,
    rtpCapabilities,
  };
}

function cutsOf({ cuts }: Profile, arrivedMs: number): Cut[] {
  if (!cuts) return [];
  const { times, everySeconds, forSeconds } = cuts;
  return Array.from({ length: times }, (_, index) => ({
    atMs: arrivedMs + (index + 1) * everySeconds * 1_000,
    forMs: forSeconds * 1_000,
  }));
}

/** Spread over the rooms, so that each has some. */
function addMessages(candidates: readonly PlannedCandidate[], moments: readonly number[]): void {
  for (const [index, dueMs] of moments.entries()) {
    candidates[scattered(index, candidates.length)]?.messages.push({
      dueMs,
      messageId: randomUUID(),
      text: `message ${index}`,
    });
  }
}

function addLadders(candidates: readonly PlannedCandidate[], moments: readonly number[]): void {
  for (const [index, atMs] of moments.entries()) {
    candidates[scattered(index, candidates.length)]?.laddersMs.push(atMs);
  }
}

/** Consecutive members lie far apart, and all have their turn before one has a second. */
function scattered(index: number, length: number): number {
  const rooms = Math.max(1, Math.ceil(length / roomSize));
  const row = Math.floor(index / rooms) % roomSize;
  return Math.min(length - 1, (index % rooms) * roomSize + row);
}

function groupsOf({ candidates, proctors, readers }: LoadGroup): LoadGroup[] {
  const people = candidates.length + proctors.length + readers.length;
  const count = Math.max(leastGroups, Math.ceil(people / groupSize));
  const shares = {
    candidates: dealtOut(candidates, count),
    proctors: dealtOut(proctors, count),
    readers: dealtOut(readers, count),
  };
  return Array.from({ length: count }, (_, index) => ({
    candidates: shares.candidates[index] ?? [],
    proctors: shares.proctors[index] ?? [],
    readers: shares.readers[index] ?? [],
  }));
}
