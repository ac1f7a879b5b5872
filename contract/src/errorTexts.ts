import type { ErrorCode } from './errors.ts';
import type { Language } from './roles.ts';

/** The cause in one line, and the action that fixes it. `{field}` stands for a field of the error's body. */
export interface ErrorText {
  cause: string;
  fix: string;
}

const row = (fr: [string, string], en: [string, string]): Record<Language, ErrorText> => ({
  fr: { cause: fr[0], fix: fr[1] },
  en: { cause: en[0], fix: en[1] },
});

export const errorTexts: Readonly<Record<ErrorCode, Record<Language, ErrorText>>> = {
  invalid: row(
    ['Une information envoyée n’a pas la forme attendue.', 'Corrigez les champs signalés, puis recommencez.'],
    ['Something that was sent is not of the expected form.', 'Correct the fields pointed out, then try again.'],
  ),
  malformedFrame: row(
    ['La page a envoyé un message illisible.', 'Rechargez la page ; vos partages seront redemandés.'],
    ['The page sent a message that cannot be read.', 'Reload the page; your shares will be asked for again.'],
  ),
  unknownSignal: row(
    [
      'La page demande une action que ce serveur ne connaît pas.',
      'Rechargez la page pour obtenir sa version actuelle.',
    ],
    ['The page asks for something this server does not know.', 'Reload the page to get its current version.'],
  ),
  bodyTooLarge: row(
    ['Le contenu envoyé est trop volumineux.', 'Réduisez-le, puis recommencez.'],
    ['What was sent is too large.', 'Make it smaller, then try again.'],
  ),
  unauthenticated: row(
    ['Vous n’êtes pas connecté, ou votre connexion a expiré.', 'Connectez-vous à nouveau.'],
    ['You are not signed in, or your sign-in has expired.', 'Sign in again.'],
  ),
  wrongCredentials: row(
    ['Cette adresse et ce mot de passe ne vont pas ensemble.', 'Vérifiez les deux, puis réessayez.'],
    ['This e-mail and password do not go together.', 'Check both, then try again.'],
  ),
  accountSuspended: row(
    ['Ce compte est suspendu.', 'Écrivez à l’organisateur pour le faire rétablir.'],
    ['This account is suspended.', 'Write to the organiser to have it restored.'],
  ),
  originRefused: row(
    ['La demande vient d’un autre site.', 'Ouvrez Invigil à son adresse habituelle et recommencez.'],
    ['The request comes from another site.', 'Open Invigil at its usual address and try again.'],
  ),
  forbidden: row(
    ['Votre rôle ne permet pas cette action.', 'Connectez-vous avec le compte qui y a droit.'],
    ['Your role does not allow this.', 'Sign in with the account that may do it.'],
  ),
  notFound: row(
    ['Cet élément n’existe pas, ou n’est pas le vôtre.', 'Revenez au tableau de bord et choisissez-le dans la liste.'],
    ['This does not exist, or is not yours.', 'Go back to the dashboard and choose it from the list.'],
  ),
  tooManyRequests: row(
    ['Trop de tentatives en peu de temps.', 'Attendez {retryAfterSeconds} s, puis réessayez.'],
    ['Too many attempts in a short time.', 'Wait {retryAfterSeconds} s, then try again.'],
  ),
  examNotOpen: row(
    ['Cet examen n’est pas encore ouvert.', 'Restez sur cette page : le bouton s’activera à l’ouverture.'],
    ['This exam is not open yet.', 'Stay on this page: the button comes alive when it opens.'],
  ),
  examClosed: row(
    ['La période de cet examen est terminée.', 'Écrivez à l’organisateur si vous pensez qu’il y a une erreur.'],
    ['The window of this exam is over.', 'Write to the organiser if you think this is a mistake.'],
  ),
  sittingOver: row(
    ['Cette épreuve est terminée.', 'Revenez au tableau de bord ; votre copie y est conservée.'],
    ['This sitting is over.', 'Go back to the dashboard; your copy is kept there.'],
  ),
  joinTokenInvalid: row(
    ['Le laissez-passer de cette page n’est pas valable.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass is not valid.', 'Reload the page to get a new one.'],
  ),
  joinTokenExpired: row(
    ['Le laissez-passer de cette page a expiré.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass has expired.', 'Reload the page to get a new one.'],
  ),
  joinTokenUsed: row(
    ['Le laissez-passer de cette page a déjà servi.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass was used already.', 'Reload the page to get a new one.'],
  ),
  resumeExpired: row(
    ['La liaison a été coupée trop longtemps pour reprendre telle quelle.', 'Rien à faire : la page se reconnecte.'],
    ['The link was cut for too long to resume as it was.', 'Nothing to do: the page connects anew.'],
  ),
  openElsewhere: row(
    ['Cette page a été ouverte dans un autre onglet ou appareil.', 'Continuez là-bas, ou reprenez ici.'],
    ['This page was opened in another tab or device.', 'Go on there, or take over here.'],
  ),
  sourceAlreadyPublished: row(
    ['Cette source est déjà partagée.', 'Arrêtez d’abord le partage en cours.'],
    ['This source is shared already.', 'Stop the present share first.'],
  ),
  streamNotFound: row(
    ['Cette image n’est plus diffusée.', 'Attendez : elle réapparaît dès que le candidat la diffuse.'],
    ['This picture is no longer sent.', 'Wait: it comes back as soon as the candidate sends it.'],
  ),
  watchNotFound: row(
    ['Cette image n’est plus regardée ici.', 'Rouvrez la vignette.'],
    ['This picture is no longer watched here.', 'Open the tile again.'],
  ),
  transportNotFound: row(
    ['Le canal vidéo n’existe plus.', 'Rien à faire : la page en ouvre un autre.'],
    ['The media channel no longer exists.', 'Nothing to do: the page opens another.'],
  ),
  tooManyWatches: row(
    ['Trop d’images sont ouvertes à la fois.', 'Fermez quelques vignettes, puis réessayez.'],
    ['Too many pictures are open at once.', 'Close some tiles, then try again.'],
  ),
  mediaRefused: row(
    ['Le serveur vidéo a refusé les paramètres de ce navigateur.', 'Mettez Chrome à jour, puis rechargez la page.'],
    ['The media server refused this browser’s parameters.', 'Update Chrome, then reload the page.'],
  ),
  noCapacity: row(
    ['Tous les serveurs vidéo sont pleins.', 'La page réessaie toute seule dans {retryAfterSeconds} s.'],
    ['All media servers are full.', 'The page tries again by itself in {retryAfterSeconds} s.'],
  ),
  unavailable: row(
    ['Le service est momentanément indisponible.', 'La page réessaie toute seule dans {retryAfterSeconds} s.'],
    ['The service is unavailable for a moment.', 'The page tries again by itself in {retryAfterSeconds} s.'],
  ),
  timeout: row(
    ['Le serveur n’a pas répondu à temps.', 'Vérifiez votre connexion, puis réessayez.'],
    ['The server did not answer in time.', 'Check your connection, then try again.'],
  ),
  internal: row(
    [
      'Une erreur est survenue de notre côté.',
      'Réessayez ; si elle revient, donnez la référence {reference} au support.',
    ],
    ['Something went wrong on our side.', 'Try again; if it comes back, give support the reference {reference}.'],
  ),
};
