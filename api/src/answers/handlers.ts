import type { Handlers } from '../http/handlers.ts';
import { saveAnswer } from './saveAnswer.ts';

export const answerHandlers: Pick<Handlers, 'saveAnswer'> = {
  saveAnswer: ({ em, session: { account }, params, body, now }) =>
    saveAnswer(em, { candidateId: account.id, params, body, now }),
};
