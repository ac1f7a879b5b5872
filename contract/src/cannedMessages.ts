import { z } from 'zod';
import type { Language } from './roles.ts';

/** When a message is of use: before the start, while it is written, near its end. */
export const messageStages = ['lobby', 'writing', 'ending'] as const;
export type MessageStage = (typeof messageStages)[number];

interface CannedMessage {
  stage: MessageStage;
  texts: Record<Language, string>;
}

const canned = (stage: MessageStage, fr: string, en: string): CannedMessage => ({ stage, texts: { fr, en } });

/** Messages that are sent by their code, so that each candidate reads them in their own language. */
export const cannedMessages = {
  welcome: canned(
    'lobby',
    'Bonjour, je suis votre surveillant. Vous pouvez m’écrire ici à tout moment.',
    'Hello, I am your proctor. You can write to me here at any time.',
  ),
  admittedSoon: canned('lobby', 'Je vous fais entrer dans un instant.', 'I will let you in in a moment.'),
  showIdentity: canned(
    'lobby',
    'Présentez votre pièce d’identité devant la caméra, puis gardez-la un instant.',
    'Hold your identity document in front of the camera for a moment.',
  ),
  moreLight: canned(
    'lobby',
    'Je vous vois mal : allumez une lampe ou tournez-vous vers la fenêtre.',
    'I can hardly see you: switch a lamp on or face the window.',
  ),
  faceCamera: canned(
    'writing',
    'Remettez la caméra face à vous, s’il vous plaît.',
    'Please turn the camera towards you again.',
  ),
  helpComing: canned(
    'writing',
    'Je regarde votre problème technique. Votre texte est enregistré.',
    'I am looking into your technical problem. What you wrote is saved.',
  ),
  readAgain: canned(
    'writing',
    'Je ne peux pas répondre sur le fond : relisez la consigne.',
    'I cannot answer about the content: please read the instructions again.',
  ),
  quietPlease: canned(
    'writing',
    'Il y a du bruit chez vous : pouvez-vous fermer la porte ?',
    'It is noisy where you are: could you close the door?',
  ),
  handInSoon: canned(
    'ending',
    'L’examen se termine bientôt : relisez-vous, puis remettez votre copie.',
    'The exam ends soon: read your work once more, then hand it in.',
  ),
  thanks: canned('ending', 'Merci, tout est en ordre. Bonne journée.', 'Thank you, all is well. Have a good day.'),
} as const satisfies Record<string, CannedMessage>;

export type CannedCode = keyof typeof cannedMessages;
export const cannedCodes = Object.keys(cannedMessages) as CannedCode[];
export const cannedCode = z.enum(cannedCodes);
