import { AppError } from '@invigil/contract/errors';
import type { NodeId, TransportId, WatchId } from '@invigil/contract/ids';
import type { NoteData } from '@invigil/contract/notes';
import type { z } from 'zod';
import type { heardVoice } from './handOver/handed.ts';
import type { Line } from './line.ts';

interface HeardVoice {
  transportId: TransportId;
  mediaNodeId: NodeId;
}

/** The voices of proctors that one candidate's page was told to hear. */
export class HeardVoices {
  readonly #line: Line;
  readonly #voices = new Map<WatchId, HeardVoice>();

  /** `from` goes on with what its page was told by another node. */
  constructor(line: Line, from: readonly z.infer<typeof heardVoice>[] = []) {
    this.#line = line;
    for (const { watchId, ...voice } of from) this.#voices.set(watchId, voice);
  }

  hand(): z.infer<typeof heardVoice>[] {
    return [...this.#voices].map(([watchId, voice]) => ({ watchId, ...voice }));
  }

  opened(mediaNodeId: NodeId, voice: NoteData<'voiceOpened'>): void {
    this.#voices.set(voice.watch.watchId, { transportId: voice.transport.transportId, mediaNodeId });
    this.#line.note('voiceOpened', voice);
  }

  changed(voice: NoteData<'voiceChanged'>): void {
    if (this.#voices.has(voice.watchId)) this.#line.note('voiceChanged', voice);
  }

  closed(watchId: WatchId): void {
    if (this.#voices.delete(watchId)) this.#line.note('voiceClosed', { watchId });
  }

  /** The place is gone with all that was opened there. */
  allClosed(): void {
    for (const watchId of [...this.#voices.keys()]) this.closed(watchId);
  }

  /** @throws {AppError} transportNotFound for any transport but that of a voice. */
  receiver(transportId: TransportId): { mediaNodeId: NodeId } {
    const voice = [...this.#voices.values()].find((one) => one.transportId === transportId);
    if (!voice) throw new AppError({ code: 'transportNotFound' });
    return voice;
  }

  /** By the media node that holds them. @throws {AppError} watchNotFound for any watch but that of a voice. */
  watches(watchIds: readonly WatchId[]): Map<NodeId, WatchId[]> {
    const byNode = new Map<NodeId, WatchId[]>();
    for (const watchId of new Set(watchIds)) {
      const voice = this.#voices.get(watchId);
      if (!voice) throw new AppError({ code: 'watchNotFound' });
      byNode.set(voice.mediaNodeId, [...(byNode.get(voice.mediaNodeId) ?? []), watchId]);
    }
    return byNode;
  }
}
