import type { NoteFrame, WelcomeFrame } from '@invigil/contract/frames';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import { Counter, Trend } from 'k6/metrics';
import type { PlannedCandidate, PlannedProctor } from '../src/k6/loadPlan.ts';
import { everybody, staying } from './everybody.ts';
import { breakAsPlanned, joinSitting } from './live.ts';
import { Person } from './person.ts';
import { loadOptions, myGroup, plan, writeSummary } from './planned.ts';
import { Presence } from './presence.ts';
import { elapsedMs, pause, until } from './timing.ts';

export const options = loadOptions;
export const handleSummary = writeSummary;

const messagesExpected = new Counter('messages_expected');
const messagesDelivered = new Counter('messages_delivered');
const messagesTwice = new Counter('messages_twice');
/** From the answer to the one who wrote until the note reaches a proctor whose line is whole. */
const messageMs = new Trend('message_ms', true);
const watchesOpened = new Counter('watches_opened');
const mostWatched = 24;

/**
 * Rooms full of candidates who write to their proctors and change what they send, and proctors who look around, watch what
 * there is, and whose lines break again and again: each must be told everything, and everything once.
 */
export default async function wallSignaling(): Promise<void> {
  const { candidates, proctors } = myGroup();
  await Promise.all([everybody(candidates, beWatched), everybody(proctors, proctor)]);
}

async function beWatched(candidate: PlannedCandidate): Promise<void> {
  const person = new Person(candidate.cookie);
  const presence = await joinSitting(person, candidate);
  await staying(presence, () => Promise.all([writeToProctor(person, candidate), tellLadders(presence, candidate)]));
}

async function writeToProctor(person: Person, { sittingId, messages }: PlannedCandidate): Promise<void> {
  for (const { dueMs, messageId, text } of messages) {
    await until(dueMs);
    const body = JSON.stringify({ messageId, text: `${text} ${Date.now()}` });
    await person.ask({ method: 'POST', route: 'writeToProctor', ids: { sittingId }, body });
  }
}

async function tellLadders(presence: Presence, { laddersMs }: PlannedCandidate): Promise<void> {
  for (const [index, atMs] of laddersMs.entries()) {
    await until(atMs);
    await presence.call('tellLadder', { step: index % 2 === 0 ? 'fewerFrames' : 'full' });
  }
}

async function proctor(planned: PlannedProctor): Promise<void> {
  const { roomId } = planned;
  const heard = new Map<string, number>();
  const hear = ({ name, data }: NoteFrame) => {
    const entry = data as { type?: string; messageId?: string; message?: { text?: string } };
    if (name !== 'conversation' || entry.type !== 'message' || !entry.messageId) return;
    heard.set(entry.messageId, (heard.get(entry.messageId) ?? 0) + 1);
    messageMs.add(Date.now() - Number(entry.message?.text?.split(' ').at(-1)));
  };
  messagesExpected.add(planned.expectedMessages);
  const person = new Person(planned.cookie);
  const grant = await person.ask({ method: 'POST', route: 'roomJoinToken', ids: { roomId } });
  const { presence, welcome } = await Presence.join(grant as JoinGrant, hear);
  if (elapsedMs() > planned.hearsFromMs) throw new Error('a proctor came too late to hear everything');
  await staying(presence, () =>
    Promise.all([breakAsPlanned(presence, planned), lookAround(presence, welcome, planned)]),
  );
  messagesDelivered.add(heard.size);
  messagesTwice.add([...heard.values()].filter((times) => times > 1).length);
}

/** Attends one candidate after another, and watches the streams there are. */
async function lookAround(presence: Presence, { here }: WelcomeFrame, planned: PlannedProctor): Promise<void> {
  if (here.role !== 'proctor') throw new Error('a proctor is welcomed as somebody else');
  const { sittings } = here;
  const streams = sittings.flatMap((sitting) => sitting.streams).slice(0, mostWatched);
  if (streams.length > 0) {
    const { rtpCapabilities } = plan;
    const wanted = streams.map(({ streamId }) => ({ streamId, step: 'tile' as const }));
    const { watches } = await presence.call('watch', { rtpCapabilities, streams: wanted });
    watchesOpened.add(watches.length);
  }
  for (let at = 0; sittings.length > 0 && elapsedMs() + planned.attendEveryMs < plan.endMs; at += 1) {
    const sitting = sittings[at % sittings.length];
    if (sitting) await presence.call('attend', { sittingId: sitting.sittingId });
    await pause(planned.attendEveryMs);
  }
}
