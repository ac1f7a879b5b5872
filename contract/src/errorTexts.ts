import type { ErrorCode } from './errors.ts';
import { accountTexts } from './errorTexts/account.ts';
import { adminTexts } from './errorTexts/admin.ts';
import { deviceTexts } from './errorTexts/device.ts';
import { examDayTexts } from './errorTexts/examDay.ts';
import { liveTexts } from './errorTexts/live.ts';
import { proctoringTexts } from './errorTexts/proctoring.ts';
import { type ErrorText, textsOf } from './errorTexts/textsOf.ts';
import type { Language } from './roles.ts';

export const errorTexts: Readonly<Record<ErrorCode, Record<Language, ErrorText>>> = {
  ...accountTexts,
  ...adminTexts,
  ...liveTexts,
  ...examDayTexts,
  ...deviceTexts,
  ...proctoringTexts,
  invalid: textsOf(
    ['Une information envoyée n’a pas la forme attendue.', 'Corrigez les champs signalés, puis recommencez.'],
    ['Something that was sent is not of the expected form.', 'Correct the fields pointed out, then try again.'],
  ),
  malformedFrame: textsOf(
    ['La page a envoyé un message illisible.', 'Rechargez la page ; vos partages seront redemandés.'],
    ['The page sent a message that cannot be read.', 'Reload the page; your shares will be asked for again.'],
  ),
  unknownSignal: textsOf(
    [
      'La page demande une action que ce serveur ne connaît pas.',
      'Rechargez la page pour obtenir sa version actuelle.',
    ],
    ['The page asks for something this server does not know.', 'Reload the page to get its current version.'],
  ),
  bodyTooLarge: textsOf(
    ['Le contenu envoyé est trop volumineux.', 'Réduisez-le, puis recommencez.'],
    ['What was sent is too large.', 'Make it smaller, then try again.'],
  ),
  unauthenticated: textsOf(
    ['Vous n’êtes pas connecté, ou votre connexion a expiré.', 'Connectez-vous à nouveau.'],
    ['You are not signed in, or your sign-in has expired.', 'Sign in again.'],
  ),
  originRefused: textsOf(
    ['La demande vient d’un autre site.', 'Ouvrez Invigil à son adresse habituelle et recommencez.'],
    ['The request comes from another site.', 'Open Invigil at its usual address and try again.'],
  ),
  forbidden: textsOf(
    ['Votre rôle ne permet pas cette action.', 'Connectez-vous avec le compte qui y a droit.'],
    ['Your role does not allow this.', 'Sign in with the account that may do it.'],
  ),
  notFound: textsOf(
    ['Cet élément n’existe pas, ou n’est pas le vôtre.', 'Revenez au tableau de bord et choisissez-le dans la liste.'],
    ['This does not exist, or is not yours.', 'Go back to the dashboard and choose it from the list.'],
  ),
  tooManyRequests: textsOf(
    ['Trop de tentatives en peu de temps.', 'Attendez {retryAfterSeconds} s, puis réessayez.'],
    ['Too many attempts in a short time.', 'Wait {retryAfterSeconds} s, then try again.'],
  ),
  examNotOpen: textsOf(
    ['Cet examen n’est pas encore ouvert.', 'Restez sur cette page : le bouton s’activera à l’ouverture.'],
    ['This exam is not open yet.', 'Stay on this page: the button comes alive when it opens.'],
  ),
  examClosed: textsOf(
    ['La période de cet examen est terminée.', 'Écrivez à l’organisateur si vous pensez qu’il y a une erreur.'],
    ['The window of this exam is over.', 'Write to the organiser if you think this is a mistake.'],
  ),
  examCancelled: textsOf(
    ['Cet examen est annulé.', 'Revenez au tableau de bord ; écrivez à l’organisateur si vous avez une question.'],
    ['This exam is cancelled.', 'Go back to the dashboard; write to the organiser if you have a question.'],
  ),
  technicalTestRequired: textsOf(
    [
      'Cet examen demande d’avoir d’abord réussi le test technique.',
      'Passez le test technique depuis le tableau de bord, puis revenez.',
    ],
    [
      'This exam asks for a passed technical test first.',
      'Take the technical test from the dashboard, then come back.',
    ],
  ),
  sittingOver: textsOf(
    ['Cette épreuve est terminée.', 'Revenez au tableau de bord ; votre copie y est conservée.'],
    ['This sitting is over.', 'Go back to the dashboard; your copy is kept there.'],
  ),
  unavailable: textsOf(
    [
      'Le service est momentanément indisponible.',
      'Réessayez dans {retryAfterSeconds} s ; là où elle le peut, la page le fait toute seule.',
    ],
    [
      'The service is unavailable for a moment.',
      'Try again in {retryAfterSeconds} s; where it can, the page does so by itself.',
    ],
  ),
  timeout: textsOf(
    ['Le serveur n’a pas répondu à temps.', 'Vérifiez votre connexion, puis réessayez.'],
    ['The server did not answer in time.', 'Check your connection, then try again.'],
  ),
  internal: textsOf(
    [
      'Une erreur est survenue de notre côté.',
      'Réessayez ; si elle revient, donnez la référence {reference} au support.',
    ],
    ['Something went wrong on our side.', 'Try again; if it comes back, give support the reference {reference}.'],
  ),
};
