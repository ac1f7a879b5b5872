import { AppError } from '@invigil/contract/errors';
import type { Handlers } from './handlers.ts';

/** The routes that nobody has built yet: whoever builds one takes its name out, and who builds the last removes this file. */
export const notYetNames = [
  'enterLobby',
  'proctoring',
  'intervene',
  'undoInterventions',
  'sittingWork',
  'sittingDevice',
  'showView',
  'sittingReview',
  'addComment',
  'decide',
  'sittingReport',
  'roomReport',
  'myReview',
  'replyToReview',
] as const satisfies readonly (keyof Handlers)[];
type NotYet = (typeof notYetNames)[number];

const refuse = async (): Promise<never> => {
  throw new AppError({ code: 'unavailable', retryAfterSeconds: 60 });
};

export const notYet = Object.fromEntries(notYetNames.map((name) => [name, refuse])) as unknown as Pick<
  Handlers,
  NotYet
>;
