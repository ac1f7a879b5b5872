import { textsOf } from './textsOf.ts';

/** Of what a page finds wrong with a device or its line. */
export const deviceTexts = {
  screenDenied: textsOf(
    ['Le partage d’écran a été refusé.', 'Recommencez et choisissez « Écran entier », puis « Partager ».'],
    ['Sharing the screen was refused.', 'Try again and choose “Entire screen”, then “Share”.'],
  ),
  surfaceNotMonitor: textsOf(
    ['Vous avez partagé un onglet ou une fenêtre.', 'Recommencez et choisissez l’onglet « Écran entier ».'],
    ['You shared a tab or a window.', 'Try again and choose the tab “Entire screen”.'],
  ),
  osScreenPermission: textsOf(
    [
      'Le système n’autorise pas Chrome à enregistrer l’écran.',
      'Autorisez Chrome dans les réglages d’enregistrement de l’écran, puis relancez Chrome.',
    ],
    [
      'The system does not let Chrome record the screen.',
      'Allow Chrome in the screen recording settings, then restart Chrome.',
    ],
  ),
  screenExtended: textsOf(
    ['Un second écran est branché.', 'Débranchez-le, puis vérifiez à nouveau.'],
    ['A second display is connected.', 'Disconnect it, then check again.'],
  ),
  cameraDenied: textsOf(
    ['L’accès à la webcam a été refusé.', 'Autorisez la caméra à gauche de l’adresse, puis réessayez.'],
    ['Access to the webcam was refused.', 'Allow the camera to the left of the address, then try again.'],
  ),
  cameraNotFound: textsOf(
    ['Aucune webcam n’est trouvée.', 'Branchez une webcam, puis réessayez.'],
    ['No webcam was found.', 'Connect a webcam, then try again.'],
  ),
  cameraBusy: textsOf(
    ['La webcam est utilisée par un autre programme.', 'Fermez les autres visioconférences, puis réessayez.'],
    ['The webcam is in use by another program.', 'Close other video calls, then try again.'],
  ),
  cameraBlack: textsOf(
    ['L’image de la webcam est noire.', 'Ouvrez le cache de la webcam et allumez la lumière, puis réessayez.'],
    ['The webcam’s picture is black.', 'Open the webcam’s cover and turn on a light, then try again.'],
  ),
  cameraFrozen: textsOf(
    ['L’image de la webcam est figée.', 'Débranchez puis rebranchez la webcam, ou choisissez-en une autre.'],
    ['The webcam’s picture does not move.', 'Unplug the webcam and plug it in again, or choose another.'],
  ),
  microphoneDenied: textsOf(
    ['L’accès au micro a été refusé.', 'Autorisez le micro à gauche de l’adresse, puis réessayez.'],
    ['Access to the microphone was refused.', 'Allow the microphone to the left of the address, then try again.'],
  ),
  microphoneNotFound: textsOf(
    ['Aucun micro n’est trouvé.', 'Branchez un micro, puis réessayez.'],
    ['No microphone was found.', 'Connect a microphone, then try again.'],
  ),
  microphoneSilent: textsOf(
    ['Le micro n’entend rien.', 'Parlez plus fort, ou choisissez un autre micro.'],
    ['The microphone hears nothing.', 'Speak up, or choose another microphone.'],
  ),
  permissionPolicy: textsOf(
    ['Ce navigateur est réglé pour interdire la webcam ou l’écran.', 'Utilisez un ordinateur qui n’est pas restreint.'],
    ['This browser is set up to forbid the webcam or the screen.', 'Use a computer that is not restricted.'],
  ),
  iceFailed: textsOf(
    ['La vidéo ne parvient pas au serveur.', 'Coupez le VPN ou changez de réseau, puis réessayez.'],
    ['Video does not get through to the server.', 'Turn off the VPN or change the network, then try again.'],
  ),
  udpBlocked: textsOf(
    ['Ce réseau bloque l’UDP : la vidéo passe, moins bien.', 'Vous pouvez continuer ; un autre réseau ira mieux.'],
    ['This network blocks UDP: video gets through, less well.', 'You can go on; another network does better.'],
  ),
  socketBlocked: textsOf(
    ['Ce réseau bloque la liaison en direct.', 'Coupez le VPN ou le filtrage, ou changez de réseau, puis réessayez.'],
    ['This network blocks the live link.', 'Turn off the VPN or filter, or change the network, then try again.'],
  ),
  connectionSlow: textsOf(
    ['La connexion est trop lente.', 'Branchez un câble ou rapprochez-vous du Wi-Fi, puis réessayez.'],
    ['The connection is too slow.', 'Use a cable or move closer to the Wi-Fi, then try again.'],
  ),
  connectionCut: textsOf(
    [
      'La connexion a été coupée et n’est pas revenue.',
      'Branchez un câble ou rapprochez-vous du Wi-Fi, puis réessayez.',
    ],
    ['The connection was cut and did not come back.', 'Use a cable or move closer to the Wi-Fi, then try again.'],
  ),
  documentNotShown: textsOf(
    ['Le document d’essai ne s’affiche pas.', 'Mettez Chrome à jour et désactivez ses extensions, puis réessayez.'],
    ['The sample document is not shown.', 'Update Chrome and turn off its extensions, then try again.'],
  ),
  storageRefused: textsOf(
    [
      'Ce navigateur refuse de garder vos textes.',
      'Quittez la navigation privée ou libérez de la place, puis réessayez.',
    ],
    ['This browser refuses to keep your texts.', 'Leave incognito mode or free some space, then try again.'],
  ),
  autosaveSlow: textsOf(
    ['L’enregistrement automatique est trop lent.', 'Fermez ce qui utilise la connexion, puis réessayez.'],
    ['Saving takes too long.', 'Close whatever uses the connection, then try again.'],
  ),
  checkTimedOut: textsOf(
    ['La vérification a pris trop de temps.', 'Recommencez-la ; ce qui était mesuré est affiché.'],
    ['The check took too long.', 'Start it again; what was measured is shown.'],
  ),
  notSeenByServer: textsOf(
    [
      'Votre page envoie l’image, mais le serveur ne la reçoit pas.',
      'Coupez le VPN ou changez de réseau, puis réessayez.',
    ],
    [
      'Your page sends the picture, but the server does not receive it.',
      'Turn off the VPN or change the network, then try again.',
    ],
  ),
  browserUnsupported: textsOf(
    ['Ce navigateur ne convient pas pour un examen.', 'Ouvrez cette adresse dans Google Chrome sur un ordinateur.'],
    ['This browser is not fit for an exam.', 'Open this address in Google Chrome on a computer.'],
  ),
  browserTooOld: textsOf(
    ['Cette version de Chrome est trop ancienne.', 'Mettez Chrome à jour, puis rouvrez cette page.'],
    ['This version of Chrome is too old.', 'Update Chrome, then open this page again.'],
  ),
};
