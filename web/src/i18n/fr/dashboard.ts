import type { dashboardEn } from '../en/dashboard.ts';
import type { TextsOf } from '../textsOf.ts';

export const dashboardFr: TextsOf<typeof dashboardEn> = {
  dashboard: {
    title: 'Tableau de bord',
    zone: 'Heures : {zone}.',
    zoneElse: 'Heures : {zone}, selon votre profil ; cet ordinateur est réglé sur {here}.',
    zoneChange: 'Changer de fuseau horaire',
    feed: {
      live: 'À jour',
      reconnecting: 'Plus à jour depuis {time} : la connexion est interrompue. Cette page réessaie toute seule.',
      paused: 'Mis à jour quand vous reviendrez sur cette page',
    },
    upcoming: {
      title: 'Examens à venir',
      emptyTitle: 'Aucun examen prévu pour l’instant',
      emptyText:
        'Vos examens apparaissent ici tout seuls dès que l’organisateur vous y inscrit. D’ici là, la vérification rapide vous dit si cet ordinateur est prêt.',
    },
    exam: {
      cancelled: 'Annulé',
      cancelledText: 'L’organisateur a annulé cet examen. Vous n’avez rien à faire.',
      extra: '{time} pour composer, dont {extra} de temps supplémentaire pour vous',
      closesIn: 'Ferme dans {time}',
      screens: 'Un seul écran',
      screensWarned: 'Débranchez un second écran',
      needsTest: 'S’ouvre pour vous dès que vous avez réussi le test technique.',
      rehearsal: 'Non noté',
      toTest: 'Voir le test technique',
    },
    test: {
      title: 'Test technique',
      mandatory: 'Obligatoire',
      optional: 'Facultatif',
      state: {
        notAssigned: 'Aucun prévu',
        notStarted: 'Pas commencé',
        inProgress: 'En cours',
        passed: 'Réussi',
      },
      text: 'Une répétition dans le même environnement qu’un vrai examen. Elle n’est jamais notée.',
      none: 'L’organisateur ne vous en a pas prévu. Si vous devez en passer un, il apparaît ici tout seul.',
      noneMandatory:
        'Un de vos examens le demande, et l’organisateur ne l’a pas encore prévu. Écrivez-lui si votre examen est proche.',
      due: 'Un de vos examens ne s’ouvre qu’une fois ce test réussi.',
      passed: 'C’est fait. Vous pouvez le repasser tant qu’il est ouvert.',
    },
    device: {
      title: 'Valider votre appareil',
      state: {
        none: 'Pas encore validé',
        passed: 'Validé',
        failed: 'Non réussi',
        expired: 'À valider à nouveau',
      },
      checked: '{device}, vérifié le {time}',
      until: 'Valable jusqu’au {time}',
      text: {
        none: 'Avant un examen ou un test technique : webcam, écran, connexion, documents et écriture, en une minute environ.',
        passed: 'C’est fait. Le jour de l’examen, une vérification de dix secondes suffit.',
        failed: 'Quelque chose n’a pas fonctionné la dernière fois. Chaque défaut est montré avec son remède.',
        expired: 'C’était valable un temps ; les ordinateurs changent, on recommence donc avant un examen.',
      },
      validate: 'Valider mon appareil',
      again: 'Valider à nouveau',
    },
    copies: {
      title: 'Copies rendues',
      emptyTitle: 'Aucune copie pour l’instant',
      emptyText: 'Ce que vous rendez à la fin d’un examen est conservé ici, pour vous seul.',
      submitted: 'Rendue le {time}',
      notSubmitted: 'Terminée sans être rendue',
      synchronising: 'Synchronisation en cours',
      open: 'Lire ma copie',
      openNamed: 'Lire ma copie de {title}',
    },
    tip: {
      title: 'C’est aujourd’hui : {title}',
      opens: 'Ouverture à {time}.',
      open: 'Il est ouvert.',
      restart: 'Redémarrez votre ordinateur et fermez tous les autres programmes.',
      plug: 'Branchez l’alimentation, et le câble réseau si vous en avez un.',
      check: 'Vérifiez cet ordinateur une dernière fois.',
    },
  },
  check: {
    title: 'Vérification rapide de cet ordinateur',
    lead: 'Elle prend quelques secondes et ne partage rien.',
    run: 'Vérifier maintenant',
    again: 'Vérifier à nouveau',
    running: 'Vérification…',
    good: 'Cet ordinateur semble prêt.',
    bad: 'Un point demande votre attention.',
    ok: 'Bon',
    wrong: 'À corriger',
    items: {
      browser: {
        title: 'Navigateur',
        ok: 'Il sait partager une webcam et un écran entier.',
        wrong:
          'Il ne sait pas partager un écran entier. Ouvrez cette page dans Google Chrome à jour, sur un ordinateur.',
      },
      camera: {
        title: 'Caméra',
        ok: 'Il y en a une.',
        wrong: 'Aucune n’a été trouvée. Branchez-en une ou ouvrez son cache, puis vérifiez à nouveau.',
      },
      display: {
        title: 'Écran',
        ok: 'Un seul écran.',
        wrong: 'Un second écran est branché. Débranchez-le avant un examen qui n’en permet qu’un.',
      },
      server: {
        title: 'Connexion',
        ok: 'Le serveur répond en {ms} ms.',
        slow: 'Le serveur met {ms} ms à répondre. Rapprochez-vous de votre box ou prenez un câble, puis vérifiez à nouveau.',
        wrong: 'Le serveur ne répond pas. Vérifiez votre réseau, puis vérifiez à nouveau.',
      },
    },
  },
};
