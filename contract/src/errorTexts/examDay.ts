import { textsOf } from './textsOf.ts';

/** Of entering, writing and handing in. */
export const examDayTexts = {
  lateEntryClosed: textsOf(
    [
      'L’entrée est fermée depuis {minutes} min après l’ouverture.',
      'Écrivez à l’organisateur : lui seul peut vous laisser entrer.',
    ],
    ['Entry closed {minutes} min after the opening.', 'Write to the organiser: only they can let you in.'],
  ),
  deviceNotValidated: textsOf(
    ['Cet appareil n’est pas validé.', 'Validez-le maintenant : cela prend deux minutes, puis revenez ici.'],
    ['This device is not validated.', 'Validate it now: it takes two minutes, then come back here.'],
  ),
  alreadySubmitted: textsOf(
    ['Vous avez déjà remis cette copie.', 'Ouvrez-la depuis le tableau de bord pour la relire.'],
    ['You have handed this copy in already.', 'Open it from the dashboard to read it again.'],
  ),
  examTermsRequired: textsOf(
    ['Les conditions d’utilisation ne sont pas encore acceptées pour cet examen.', 'Lisez-les, puis acceptez-les.'],
    ['The terms of use are not accepted for this exam yet.', 'Read them, then accept them.'],
  ),
  captureMissing: textsOf(
    ['Un partage demandé n’arrive pas au serveur.', 'Activez les partages, puis recommencez.'],
    ['A required share does not reach the server.', 'Activate the shares, then try again.'],
  ),
  secondDisplayRefused: textsOf(
    ['Un second écran est branché, et cet examen n’en permet pas.', 'Débranchez-le, puis recommencez.'],
    ['A second display is connected, which this exam does not allow.', 'Disconnect it, then try again.'],
  ),
  sittingNotStarted: textsOf(
    ['Cette épreuve n’est pas commencée.', 'Commencez-la depuis sa page d’entrée.'],
    ['This sitting has not been started.', 'Start it from its entry page.'],
  ),
  writingPaused: textsOf(
    ['La rédaction est suspendue : un partage demandé s’est arrêté.', 'Réactivez le partage pour reprendre.'],
    ['Writing is paused: a required share has stopped.', 'Activate the share again to go on.'],
  ),
  answerConflict: textsOf(
    [
      'Cette réponse a été changée ailleurs entre-temps.',
      'Rien à faire : la page réunit les deux textes et vous le signale.',
    ],
    ['This answer was changed elsewhere meanwhile.', 'Nothing to do: the page joins both texts and tells you so.'],
  ),
  answersNotSaved: textsOf(
    ['Une partie de vos réponses n’est pas encore arrivée au serveur.', 'Attendez l’enregistrement, puis remettez.'],
    ['Some of your answers have not reached the server yet.', 'Wait until they are saved, then hand in.'],
  ),
  mandatoryUnanswered: textsOf(
    ['Une question obligatoire est sans réponse.', 'Répondez aux questions signalées, puis remettez votre copie.'],
    ['A mandatory question is unanswered.', 'Answer the questions pointed out, then hand in your copy.'],
  ),
  tooManyFiles: textsOf(
    ['Une réponse ne peut avoir plus de {most} fichiers.', 'Retirez-en un, puis ajoutez celui-ci.'],
    ['An answer cannot have more than {most} files.', 'Remove one, then add this one.'],
  ),
};
