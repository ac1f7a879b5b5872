import { z } from 'zod';
import { conversationEntry } from '../conversation.ts';
import { handId, interventionId, messageId, sittingId } from '../ids.ts';
import { remark } from './fields.ts';
import { candidateOnly, instant, route } from './route.ts';

const oneSitting = z.strictObject({ sittingId });
const oneHand = z.strictObject({ sittingId, handId });

/** A candidate's side of the conversation with their proctors. */
export const conversationRoutes = {
  myConversation: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/conversation',
    summary: 'Everything between me and my proctors, the first thing first.',
    may: candidateOnly,
    params: oneSitting,
    reply: z.object({ serverTime: instant, entries: z.array(conversationEntry) }),
  }),
  writeToProctor: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/messages',
    summary: 'Write to my proctors. The same id again sends nothing twice. Fails with sittingOver a day after my end.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ messageId, text: remark }),
    reply: z.object({ entry: conversationEntry }),
  }),
  raiseHand: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/hands',
    summary: 'Raise my hand; it stays up once. The same id again changes nothing. Fails with sittingOver.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ handId }),
    reply: z.object({ entry: conversationEntry }),
  }),
  lowerHand: route({
    method: 'DELETE',
    path: '/api/sittings/:sittingId/hands/:handId',
    summary: 'Lower my hand; one that is down already stays so.',
    may: candidateOnly,
    params: oneHand,
  }),
  showView: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/views/:interventionId',
    summary: 'I have shown what a proctor asked to see.',
    may: candidateOnly,
    params: z.strictObject({ sittingId, interventionId }),
  }),
} as const;
