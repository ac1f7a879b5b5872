import { plainText, textContent } from '@invigil/contract/answerContent';
import { sittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import { type AnswerStore, LastingStore } from './answerStore.ts';
import { Autosaver } from './autosaver.ts';
import type { AnswerView } from './saving.ts';
import { type AnswerServer, asked, HandClock } from './testing.ts';

export const sitting = sittingId.parse('0193e6a0-0000-7000-8000-000000000001');
export const question: Question = { kind: 'text', questionId: asked, prompt: 'Why?', mandatory: true, mostWords: null };

/** An autosaver over one question with its server, its device, and what it tells. */
export async function desk(server: AnswerServer, name: string | AnswerStore = `desk-${crypto.randomUUID()}`) {
  const clock = new HandClock();
  const told: { view?: AnswerView; merged: number; isLasting?: boolean; openElsewhere: number } = {
    merged: 0,
    openElsewhere: 0,
  };
  const store = typeof name === 'string' ? await LastingStore.open(name) : name;
  const saver = await Autosaver.open({
    sittingId: sitting,
    questions: [question],
    answers: server.answers,
    store,
    send: server.save,
    clock,
    random: () => 0.5,
    hear: {
      changed: (_, view) => {
        told.view = view;
      },
      replaced: () => undefined,
      merged: () => {
        told.merged += 1;
      },
      kept: () => undefined,
      lasting: (isLasting) => {
        told.isLasting = isLasting;
      },
      openElsewhere: () => {
        told.openElsewhere += 1;
      },
    },
  });
  const type = (text: string) => saver.write(asked, textContent(text));
  const shown = () => plainText(told.view?.content ?? textContent(''));
  const kept = async () => plainText((await store.one(sitting, asked))?.content ?? textContent('(nothing)'));
  return { saver, clock, told, store, type, shown, kept };
}
