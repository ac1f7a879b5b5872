import { textsOf } from './textsOf.ts';

/** Of the live connection. */
export const liveTexts = {
  joinTokenInvalid: textsOf(
    ['Le laissez-passer de cette page n’est pas valable.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass is not valid.', 'Reload the page to get a new one.'],
  ),
  joinTokenExpired: textsOf(
    ['Le laissez-passer de cette page a expiré.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass has expired.', 'Reload the page to get a new one.'],
  ),
  joinTokenUsed: textsOf(
    ['Le laissez-passer de cette page a déjà servi.', 'Rechargez la page pour en obtenir un nouveau.'],
    ['This page’s pass was used already.', 'Reload the page to get a new one.'],
  ),
  resumeExpired: textsOf(
    ['La liaison a été coupée trop longtemps pour reprendre telle quelle.', 'Rien à faire : la page se reconnecte.'],
    ['The link was cut for too long to resume as it was.', 'Nothing to do: the page connects anew.'],
  ),
  openElsewhere: textsOf(
    ['Cette page a été ouverte dans un autre onglet ou appareil.', 'Continuez là-bas, ou reprenez ici.'],
    ['This page was opened in another tab or device.', 'Go on there, or take over here.'],
  ),
  sourceAlreadyPublished: textsOf(
    ['Cette source est déjà partagée.', 'Arrêtez d’abord le partage en cours.'],
    ['This source is shared already.', 'Stop the present share first.'],
  ),
  streamNotFound: textsOf(
    ['Cette image n’est plus diffusée.', 'Attendez : elle réapparaît dès que le candidat la diffuse.'],
    ['This picture is no longer sent.', 'Wait: it comes back as soon as the candidate sends it.'],
  ),
  watchNotFound: textsOf(
    ['Cette image n’est plus regardée ici.', 'Rouvrez la vignette.'],
    ['This picture is no longer watched here.', 'Open the tile again.'],
  ),
  transportNotFound: textsOf(
    ['Le canal vidéo n’existe plus.', 'Rien à faire : la page en ouvre un autre.'],
    ['The media channel no longer exists.', 'Nothing to do: the page opens another.'],
  ),
  tooManyWatches: textsOf(
    ['Trop d’images sont ouvertes à la fois.', 'Fermez quelques vignettes, puis réessayez.'],
    ['Too many pictures are open at once.', 'Close some tiles, then try again.'],
  ),
  mediaRefused: textsOf(
    ['Le serveur vidéo a refusé les paramètres de ce navigateur.', 'Mettez Chrome à jour, puis rechargez la page.'],
    ['The media server refused this browser’s parameters.', 'Update Chrome, then reload the page.'],
  ),
  noCapacity: textsOf(
    ['Tous les serveurs vidéo sont pleins.', 'La page réessaie toute seule dans {retryAfterSeconds} s.'],
    ['All media servers are full.', 'The page tries again by itself in {retryAfterSeconds} s.'],
  ),
};
