import { type ConversationEntry, entryIdOf } from '@invigil/contract/conversation';
import type { ErrorBody } from '@invigil/contract/errors';
import type { StreamId, WatchId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import type { LinkState } from '@invigil/contract/live';
import type { Note } from '@invigil/contract/notes';
import type { SittingNews } from '@invigil/contract/sittingNews';
import { type Source, sources } from '@invigil/contract/sources';
import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowReactive, shallowRef } from 'vue';
import type { CaptureTrouble } from '../live/captures.ts';
import type { HeardVoice } from '../live/hearing.ts';
import type { LineState } from '../live/lineState.ts';
import { linkOf, type MediaState, type SourceFacts } from '../live/linkOf.ts';
import { newerOf } from '../proctoring/timeline.ts';

/** What a proctor sees of a sitting. */
export type SharedSource = Exclude<Source, 'microphone'>;

interface SharedState {
  capture: SourceFacts['capture'];
  trouble: CaptureTrouble | undefined;
  streamId: StreamId | undefined;
}

const nothingShared = (): SharedState => ({ capture: 'none', trouble: undefined, streamId: undefined });

/** The candidate's own page: what is captured, what the server says of it, who watches. It only applies what it is told. */
export const useSitting = defineStore('sitting', () => {
  const line = ref<LineState>('connecting');
  const wasLive = ref(false);
  /** Why the line ended, or what the server refused. */
  const error = ref<ErrorBody>();
  const media = ref<MediaState>('none');
  const ladder = ref<LadderStep>('full');
  const news = shallowRef<SittingNews>();
  /** How often something else than the entire screen was chosen. */
  const wrongSurfaces = ref(0);
  const shared = reactive<Record<Source, SharedState>>({
    webcam: nothingShared(),
    microphone: nothingShared(),
    screen: nothingShared(),
  });
  // What notes say is kept by stream: a note may overtake the answer that tells the page its stream's id.
  const serverLinks = reactive(new Map<StreamId, LinkState>());
  const watchers = reactive(new Map<StreamId, number>());
  const tracks = shallowReactive(new Map<Source, MediaStreamTrack>());
  /** Proctors who can be heard now. */
  const voices = shallowReactive(new Map<WatchId, HeardVoice>());
  /** What lies between the candidate and the proctors, by the id of each thing. It outlives a line. */
  const conversation = shallowReactive(new Map<string, ConversationEntry>());

  function link(source: Source): LinkState {
    const { capture, trouble, streamId } = shared[source];
    const server = streamId === undefined ? undefined : serverLinks.get(streamId);
    return linkOf({ capture, wrongSurface: trouble === 'wrongSurface', server }, media.value, line.value);
  }

  /** How many people watch now; undefined while the line that would say so is down. */
  const viewers = computed(() => {
    if (line.value !== 'live') return undefined;
    const counts = sources.map((source) => watchers.get(shared[source].streamId ?? ('' as StreamId)) ?? 0);
    return Math.max(...counts);
  });

  function reset(): void {
    line.value = 'connecting';
    wasLive.value = false;
    error.value = undefined;
    media.value = 'none';
    ladder.value = 'full';
    news.value = undefined;
    wrongSurfaces.value = 0;
    for (const source of sources) shared[source] = nothingShared();
    serverLinks.clear();
    watchers.clear();
    tracks.clear();
    voices.clear();
  }

  function lineIs(state: LineState, why: ErrorBody | undefined): void {
    line.value = state;
    error.value = why;
    if (state === 'live') wasLive.value = true;
  }

  function asking(source: Source): void {
    Object.assign(shared[source], { capture: 'asking', trouble: undefined });
  }

  function captured(source: Source, track: MediaStreamTrack): void {
    tracks.set(source, track);
    Object.assign(shared[source], { capture: track.muted ? 'muted' : 'live', trouble: undefined });
  }

  function pictureComes(source: Source, comes: boolean): void {
    if (tracks.has(source)) shared[source].capture = comes ? 'live' : 'muted';
  }

  /** Nothing is shared as this source any more: by a trouble, or by the candidate's wish. */
  function released(source: Source, trouble?: CaptureTrouble): void {
    tracks.delete(source);
    if (trouble === 'wrongSurface') wrongSurfaces.value += 1;
    Object.assign(shared[source], { capture: 'none', trouble });
  }

  /** Something went wrong beside a share that goes on. */
  function troubled(source: Source, trouble: CaptureTrouble | undefined): void {
    shared[source].trouble = trouble;
  }

  function published(source: Source, streamId: StreamId | undefined): void {
    shared[source].streamId = streamId;
  }

  function voiceIs(watchId: WatchId, voice: HeardVoice | undefined): void {
    if (voice === undefined) voices.delete(watchId);
    else voices.set(watchId, voice);
  }

  /** A note may overtake the answer that has the same thing in an older state, so the further state wins. */
  function heard(entries: readonly ConversationEntry[]): void {
    for (const entry of entries) {
      const id = entryIdOf(entry);
      conversation.set(id, newerOf(conversation.get(id), entry));
    }
  }

  function apply(note: Note): void {
    if (note.name === 'streamLink') serverLinks.set(note.data.streamId, note.data.link);
    if (note.name === 'demand') watchers.set(note.data.streamId, note.data.watchers);
    if (note.name === 'sittingNews') news.value = note.data;
    if (note.name === 'conversation') heard([note.data]);
  }

  return {
    line,
    lineIs,
    wasLive,
    error,
    media,
    ladder,
    news,
    wrongSurfaces,
    shared,
    tracks,
    voices,
    conversation,
    viewers,
    link,
    reset,
    asking,
    captured,
    pictureComes,
    released,
    troubled,
    published,
    voiceIs,
    heard,
    apply,
  };
});
