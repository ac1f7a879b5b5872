import type { profileEn } from '../en/profile.ts';
import type { TextsOf } from '../textsOf.ts';

export const profileFr: TextsOf<typeof profileEn> = {
  profile: {
    title: 'Mon profil',
    lead: '{email}, inscrit depuis le {day}.',
    back: 'Retour à mes pages',
    saved: 'Enregistré.',
    about: {
      title: 'À propos de moi',
      name: 'Nom',
      nameHint: 'Tel que votre organisateur doit le lire.',
      noName: 'Saisissez votre nom.',
      language: 'Langue préférée',
      zone: 'Fuseau horaire',
      zoneHint: 'Toutes les dates de vos pages et e-mails y sont données.',
      zoneHere: 'Prendre celui de cet ordinateur : {zone}',
      save: 'Enregistrer',
      unchanged: 'Rien n’a encore changé.',
    },
    password: {
      title: 'Mot de passe',
      lead: 'Le changer déconnecte tous vos autres navigateurs. Celui-ci continue, même pendant un examen.',
      current: 'Mot de passe actuel',
      noCurrent: 'Saisissez votre mot de passe actuel.',
      next: 'Nouveau mot de passe',
      submit: 'Changer le mot de passe',
      done: 'Votre mot de passe est changé.',
      revoked:
        'Aucun autre navigateur n’était connecté. | {n} autre navigateur a été déconnecté. | {n} autres navigateurs ont été déconnectés.',
    },
    sessions: {
      title: 'Où je suis connecté',
      lead: 'Si vous ne reconnaissez pas l’un de ces navigateurs, déconnectez-le, puis changez votre mot de passe.',
      current: 'Ce navigateur',
      from: 'Depuis {address}',
      signedIn: 'Connecté le {time}',
      seen: 'Dernière activité le {time}',
      revoke: 'Déconnecter',
      revokeNamed: 'Déconnecter {browser}, connecté le {time}',
      revokeOthers: 'Déconnecter tous les autres',
      only: 'Vous n’êtes connecté que dans ce navigateur.',
      revoked: 'Ce navigateur est déconnecté.',
      othersRevoked:
        'Aucun autre navigateur n’était connecté. | {n} navigateur est déconnecté. | {n} navigateurs sont déconnectés.',
    },
    accepted: {
      title: 'Ce que j’ai accepté',
      row: 'Version {version}, acceptée le {time}',
      none: 'Vous n’avez encore accepté aucun document.',
      languages: { fr: 'en français', en: 'en anglais' },
      read: 'Lire les documents en vigueur',
    },
    data: {
      title: 'Mes données',
      lead: 'Tout ce qui est conservé sur vous, dans un fichier que des programmes savent lire.',
      export: 'Télécharger mes données',
      exporting: 'Votre fichier se prépare…',
      exported: 'Votre fichier est dans vos téléchargements.',
      deletionTitle: 'Suppression de mes données',
      deletionText:
        'L’administration répond à votre demande. Des copies d’examen doivent parfois être gardées aussi longtemps que la loi le demande. Rien n’est supprimé aussitôt, et vous pouvez reprendre votre demande.',
      ask: 'Demander la suppression',
      question: 'Demander la suppression de vos données ?',
      questionText:
        'Votre compte et vos examens seront supprimés dès que l’administration l’accepte. D’ici là, tout fonctionne comme avant.',
      yes: 'Demander la suppression',
      no: 'Garder mes données',
      asked: 'Vous avez demandé la suppression de vos données le {time}.',
      askedText: 'L’administration vous répondra. D’ici là, tout fonctionne comme avant.',
      withdraw: 'Reprendre ma demande',
      withdrawn: 'Votre demande est reprise.',
    },
  },
};
