import type { Messages } from './en.ts';
import { dashboardFr } from './fr/dashboard.ts';
import { deviceFr } from './fr/device.ts';
import { entryFr } from './fr/entry.ts';
import { examDayFr } from './fr/examDay.ts';
import { proctoringFr } from './fr/proctoring.ts';
import { profileFr } from './fr/profile.ts';
import { writingFr } from './fr/writing.ts';

/** Plain spaces before `; : ! ?` and inside guillemets become non-breaking ones in `frenchSpaces.ts`. */
export const fr: Messages = {
  ...entryFr,
  ...dashboardFr,
  ...deviceFr,
  ...profileFr,
  ...writingFr,
  ...examDayFr,
  ...proctoringFr,
  common: {
    signOut: 'Se déconnecter',
    profile: 'Mon profil',
    otherLanguage: 'English',
    skip: 'Aller au contenu',
    loading: 'Chargement…',
    busy: 'Veuillez patienter',
    retry: 'Réessayer',
    reload: 'Recharger la page',
    dismiss: 'Fermer',
    code: 'Code {code}',
    unsaved: {
      question: 'Quitter sans enregistrer ?',
      text: 'Ce que vous avez saisi sur cette page n’est pas encore enregistré.',
      yes: 'Quitter sans enregistrer',
      no: 'Rester ici',
    },
    role: { candidate: 'Candidat', proctor: 'Surveillant', admin: 'Administration' },
  },
  signIn: {
    title: 'Connexion',
    lead: 'Avec l’adresse et le mot de passe de votre compte d’examen.',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    submit: 'Se connecter',
    forgotten: 'Mot de passe oublié ?',
    invited: 'Première visite ? Activez votre compte avec le code de votre e-mail d’invitation.',
    invitedLink: 'Saisir mon code d’accès',
    noEmail: 'Saisissez votre adresse e-mail.',
    badEmail: "Ce n’est pas une adresse e-mail. Elle ressemble à nom{'@'}exemple.org.",
    noPassword: 'Saisissez votre mot de passe.',
    pageTitle: 'Une salle d’examen qui reste sereine',
    promises: {
      consent: {
        title: 'Rien sans votre clic',
        text: 'Votre caméra et votre écran ne sont partagés qu’après un clic de votre part.',
      },
      watchers: {
        title: 'Vous savez qui est là',
        text: 'La page indique à tout moment combien de personnes regardent.',
      },
      recovery: {
        title: 'Une coupure n’est pas une faute',
        text: 'Si le réseau tombe, la page se reconnecte toute seule et continue.',
      },
    },
  },
  sittings: {
    title: 'Mes examens',
    enter: 'Entrer',
    opensIn: 'Ouvre dans {time}',
    window: 'Du {from} au {to}',
    sameDay: '{day}, de {from} à {to}',
    today: 'Aujourd’hui',
    tomorrow: 'Demain',
    duration: '{time} pour composer',
    webcam: 'Webcam',
    screen: 'Écran entier',
    closed: 'La période de cet examen est terminée.',
    open: 'Ouvert',
    state: {
      scheduled: 'Prévu',
      lobby: 'En salle d’attente',
      writing: 'En cours',
      paused: 'En pause',
      submitting: 'Remise en cours',
      submitted: 'Remis',
      timedOut: 'Temps écoulé',
      terminated: 'Terminé',
      noShow: 'Non présenté',
    },
  },
  sitting: {
    back: 'Mes examens',
    untilTime: 'Ouvert jusqu’à {time}',
    untilDay: 'Ouvert jusqu’au {time}',
    webcam: {
      title: 'Webcam',
      empty: 'Chrome demandera votre caméra : choisissez « Autoriser ».',
      asking: 'Chrome attend votre réponse, en haut à gauche de cette fenêtre.',
      share: 'Partager ma webcam',
      again: 'Partager à nouveau ma webcam',
      stop: 'Arrêter la webcam',
      preview: 'Votre webcam, telle que la voit la surveillance',
    },
    screen: {
      title: 'Écran entier',
      empty: 'Chrome demandera quoi partager : choisissez « Écran entier ».',
      asking: 'Chrome attend votre choix : prenez « Écran entier ».',
      share: 'Partager mon écran entier',
      again: 'Partager à nouveau mon écran entier',
      stop: 'Arrêter l’écran',
      preview: 'Votre écran, tel que le voit la surveillance',
    },
    microphone: {
      title: 'Micro',
      empty: 'Chrome demandera votre micro : choisissez « Autoriser ».',
      asking: 'Chrome attend votre réponse, en haut à gauche de cette fenêtre.',
      share: 'Partager mon micro',
      again: 'Partager à nouveau mon micro',
      stop: 'Arrêter le micro',
      preview: 'Votre micro est ouvert.',
    },
    takeOver: 'Reprendre ici',
    leave: {
      question: 'Quitter cette page ?',
      text: 'La quitter arrête le partage de votre webcam et de votre écran. Vous pourrez revenir et partager à nouveau.',
      yes: 'Quitter',
      no: 'Rester ici',
    },
  },
  picker: {
    drawing:
      'La fenêtre de Chrome où l’on choisit quoi partager. Le troisième onglet, « Écran entier », est ouvert ; l’image de l’écran est sélectionnée ; le bouton Partager est en bas à droite.',
    title: 'Choisir ce que vous souhaitez partager',
    tab: 'Onglet Chrome',
    window: 'Fenêtre',
    screen: 'Écran entier',
    share: 'Partager',
    cancel: 'Annuler',
    steps: {
      tab: 'Ouvrez « Écran entier »',
      picture: 'Cliquez sur l’image de votre écran',
      share: 'Cliquez sur « Partager »',
    },
  },
  trouble: {
    insecurePage: {
      cause: 'Cette page n’a pas été ouverte à une adresse sécurisée : Chrome garde caméra et écran fermés.',
      fix: 'Ouvrez-la à son adresse https, puis partagez à nouveau.',
    },
    unsupportedBrowser: {
      cause: 'Ce navigateur ne sait pas partager un écran entier.',
      fix: 'Ouvrez cette page dans Google Chrome à jour, sur un ordinateur.',
    },
    cameraDenied: {
      cause: 'Chrome n’a pas l’autorisation d’utiliser votre caméra.',
      fix: 'Cliquez sur l’icône de caméra dans la barre d’adresse, choisissez « Toujours autoriser », puis partagez à nouveau.',
    },
    cameraMissing: {
      cause: 'Aucune caméra n’a été trouvée.',
      fix: 'Branchez-en une, ou ouvrez son cache, puis partagez à nouveau.',
    },
    cameraBusy: {
      cause: 'Un autre programme utilise votre caméra.',
      fix: 'Fermez les appels vidéo et les programmes de caméra, puis partagez à nouveau.',
    },
    cameraFailed: {
      cause: 'La caméra n’a pas démarré.',
      fix: 'Débranchez-la et rebranchez-la, ou redémarrez Chrome, puis partagez à nouveau.',
    },
    cameraEnded: {
      cause: 'La caméra s’est arrêtée : elle a été débranchée, ou son autorisation retirée.',
      fix: 'Un clic la rétablit.',
    },
    screenDenied: {
      cause: 'Le choix de l’écran a été annulé.',
      fix: 'Partagez à nouveau, choisissez « Écran entier », puis cliquez sur « Partager ».',
    },
    screenBlockedBySystem: {
      cause: 'Les réglages de l’ordinateur empêchent Chrome d’enregistrer l’écran.',
      fix: 'Sur Mac : Réglages Système, Confidentialité et sécurité, Enregistrement de l’écran, autorisez Chrome et redémarrez-le. Puis partagez à nouveau.',
    },
    screenFailed: {
      cause: 'L’écran n’a pas pu être capturé.',
      fix: 'Partagez à nouveau. Si cela se répète, redémarrez Chrome.',
    },
    screenEnded: {
      cause: 'Le partage d’écran a été arrêté, peut-être avec le bouton « Arrêter le partage » de Chrome.',
      fix: 'Un clic le rétablit.',
    },
    microphoneDenied: {
      cause: 'Chrome n’a pas l’autorisation d’utiliser votre micro.',
      fix: 'Cliquez sur l’icône à gauche de l’adresse, autorisez le micro, puis partagez à nouveau.',
    },
    microphoneMissing: { cause: 'Aucun micro n’a été trouvé.', fix: 'Branchez-en un, puis partagez à nouveau.' },
    microphoneBusy: {
      cause: 'Un autre programme utilise votre micro.',
      fix: 'Fermez les appels et les programmes d’enregistrement, puis partagez à nouveau.',
    },
    microphoneFailed: {
      cause: 'Le micro n’a pas démarré.',
      fix: 'Débranchez-le et rebranchez-le, ou redémarrez Chrome, puis partagez à nouveau.',
    },
    microphoneEnded: {
      cause: 'Le micro s’est arrêté : il a été débranché, ou son autorisation retirée.',
      fix: 'Un clic le rétablit.',
    },
    wrongSurface: {
      cause: 'C’était un onglet ou une fenêtre : arrêté aussitôt, personne ne l’a vu.',
      fix: 'Partagez à nouveau, comme sur le dessin :',
    },
  },
  link: {
    live: 'En direct',
    low: 'Liaison faible',
    connecting: 'Connexion…',
    reconnecting: 'Reconnexion…',
    lost: 'Liaison perdue',
    blocked: 'Écran entier requis',
    off: 'Non partagé',
  },
  line: {
    connecting: 'Connexion…',
    live: 'Connecté',
    reconnecting: 'Reconnexion…',
    lost: 'Sans connexion',
    ended: 'Déconnecté',
  },
  rooms: {
    title: 'Mes salles',
    lead: 'Ouvrez une salle pour voir ses candidats en direct.',
    emptyTitle: 'Aucune salle pour l’instant',
    emptyText: 'Les salles que vous surveillez apparaissent ici dès que l’administration vous en confie une.',
    open: 'Ouvrir le mur',
    count: 'aucun candidat | {n} candidat | {n} candidats',
  },
  room: {
    back: 'Mes salles',
    emptyTitle: 'Cette salle n’a pas de candidats',
    emptyText: 'Les candidats apparaissent ici dès que l’administration les inscrit à l’examen.',
    here: '{n} connecté | {n} connectés',
    waiting: '{n} attendu | {n} attendus',
    away: '{n} interrompu | {n} interrompus',
    down: 'Votre propre connexion est interrompue. Les images peuvent continuer ; ce qui se passe entre-temps est affiché dès le retour.',
    lost: 'Votre propre connexion est coupée depuis un moment. Vérifiez votre réseau ; la page réessaie sans cesse.',
    presence: {
      unknown: 'Pas encore connu',
      waiting: 'Pas encore là',
      here: 'Présent',
      away: 'Connexion interrompue',
      gone: 'A quitté la page',
    },
    frameAge: '{seconds} s',
    age: 'il y a {seconds} s',
    ageLong: 'Dernière image il y a {seconds} s',
    noPicture: 'En attente de l’image',
    webcamOf: 'Webcam de {name}',
    screenOf: 'Écran de {name}',
  },
  notFound: {
    title: 'Il n’y a rien à cette adresse',
    text: 'Le lien est peut-être ancien ou incomplet.',
    home: 'Revenir au début',
  },
};
