import { Counter } from 'k6/metrics';
import type { PlannedCandidate, PlannedReader, Writing } from '../src/k6/loadPlan.ts';
import { everybody, staying } from './everybody.ts';
import { joinSitting } from './live.ts';
import { Person } from './person.ts';
import { loadOptions, myGroup, plan, writeSummary } from './planned.ts';
import { randomId } from './randomId.ts';
import { elapsedMs, pause } from './timing.ts';

export const options = loadOptions;
export const handleSummary = writeSummary;

const saves = new Counter('saves');
/** Saves that were not kept as the next revision of the answer. */
const savesWrong = new Counter('saves_wrong');
const longestWaitMs = 25_000;

/** Candidates type in bursts and their pages save every two seconds, live all the while; others look at their dashboard. */
export default async function writingHour(): Promise<void> {
  const { candidates, readers } = myGroup();
  await Promise.all([everybody(candidates, write), everybody(readers, read)]);
}

async function write(candidate: PlannedCandidate): Promise<void> {
  const { writing, sittingId, pageId } = candidate;
  if (!writing) throw new Error('a candidate of the writing hour has nothing to write');
  const person = new Person(candidate.cookie);
  const presence = await joinSitting(person, candidate);
  await staying(presence, () =>
    Promise.all([typeOn(person, candidate, writing), tellSigns(person, { sittingId, pageId }, writing)]),
  );
}

async function typeOn(person: Person, candidate: PlannedCandidate, writing: Writing): Promise<void> {
  const { sittingId, questionId, pageId } = candidate;
  for (let revision = 0; elapsedMs() < writing.untilMs; ) {
    const thinksFrom = Date.now() + writing.typesMs;
    while (Date.now() < thinksFrom && elapsedMs() < writing.untilMs) {
      const began = Date.now();
      const document = writing.document.replace(writing.mark, `[${revision + 1}]`);
      const body =
        `{"pageId":"${pageId}","saveId":"${randomId()}","baseRevision":${revision},"typedAgoMs":120,` +
        `"content":{"kind":"text","doc":${document}}}`;
      const ids = { sittingId, questionId };
      const saved = await person.ask({ method: 'PUT', route: 'saveAnswer', ids, body });
      const { revision: kept, kept: how } = saved as { revision: number; kept: string };
      saves.add(1);
      if (kept !== revision + 1 || how !== 'current') savesWrong.add(1);
      revision = kept;
      await pause(writing.saveEveryMs - (Date.now() - began));
    }
    await pause(Math.min(writing.thinksMs, Math.max(0, writing.untilMs - elapsedMs())));
  }
}

async function tellSigns(
  person: Person,
  { sittingId, pageId }: Pick<PlannedCandidate, 'sittingId' | 'pageId'>,
  { untilMs, signOfLifeMs }: Writing,
): Promise<void> {
  while (elapsedMs() < untilMs) {
    await person.ask({ method: 'POST', route: 'signOfLife', ids: { sittingId }, body: JSON.stringify({ pageId }) });
    await pause(signOfLifeMs);
  }
}

/** A dashboard that waits to hear of a change, and asks again when there was none for 25 s. */
async function read({ cookie }: PlannedReader): Promise<void> {
  const person = new Person(cookie);
  let { seen } = (await person.ask({ method: 'GET', route: 'dashboard' })) as { seen: string };
  while (elapsedMs() + longestWaitMs < plan.endMs) {
    const query = `?seen=${seen}`;
    ({ seen } = (await person.ask({ method: 'GET', route: 'dashboardChange', query })) as { seen: string });
  }
}
