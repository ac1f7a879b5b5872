import { textsOf } from './textsOf.ts';

/** Of the proctor's console, and of what follows an exam. */
export const proctoringTexts = {
  notAdmitted: textsOf(
    [
      'Votre surveillant ne vous a pas encore fait entrer.',
      'Restez sur cette page : elle continue dès que c’est fait.',
    ],
    ['Your proctor has not let you in yet.', 'Stay on this page: it goes on as soon as that is done.'],
  ),
  actedMeanwhile: textsOf(
    [
      '{byName} vient d’intervenir sur cette épreuve.',
      'Regardez ce qui a été fait, puis recommencez si c’est encore utile.',
    ],
    ['{byName} has just acted on this sitting.', 'Look at what was done, then try again if it is still needed.'],
  ),
  alreadyInForce: textsOf(
    ['C’est déjà en vigueur pour cette épreuve.', 'Rien à faire : voyez l’état affiché sur la tuile.'],
    ['This is in force for this sitting already.', 'Nothing to do: see the state on its tile.'],
  ),
  cannotBeUndone: textsOf(
    ['Cette intervention ne peut plus être annulée.', 'Consignez une nouvelle intervention, avec son motif.'],
    ['This intervention cannot be undone any longer.', 'Make a new intervention, with its reason.'],
  ),
  confirmationMissing: textsOf(
    ['Mettre fin à une épreuve demande deux confirmations.', 'Relisez le motif, puis confirmez une seconde fois.'],
    ['Ending a sitting takes two confirmations.', 'Read the reason again, then confirm a second time.'],
  ),
  answersHidden: textsOf(
    ['Cet examen ne montre pas les réponses aux surveillants.', 'Un administrateur peut changer cette règle.'],
    ['This exam does not show answers to proctors.', 'An admin can change this rule.'],
  ),
  sittingNotOver: textsOf(
    ['Cette épreuve n’est pas terminée.', 'Revenez quand la copie est remise.'],
    ['This sitting is not over.', 'Come back when the copy is handed in.'],
  ),
  replyClosed: textsOf(
    ['Il n’y a rien à quoi répondre, ou le délai de réponse est passé.', 'Écrivez à l’organisateur de l’examen.'],
    ['There is nothing to reply to, or the time to reply is over.', 'Write to the organiser of the exam.'],
  ),
};
