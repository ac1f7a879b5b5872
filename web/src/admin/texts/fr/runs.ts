import type { TextsOf } from '../../../i18n/textsOf.ts';
import type { runs as en } from '../en/runs.ts';

export const runs: TextsOf<typeof en> = {
  title: 'Envois d’invitations',
  lead: 'Ce qui a été envoyé, renvoyé ou révoqué pour beaucoup de personnes à la fois.',
  emptyTitle: 'Aucun envoi pour l’instant',
  emptyText: 'Choisissez des personnes dans la liste, puis invitez-les toutes à la fois. L’avancement apparaît ici.',
  toPeople: 'Aller aux personnes',
  back: 'Envois d’invitations',
  action: { invite: 'Invitation', resend: 'Renvoi', revoke: 'Révocation' },
  of: '{action} pour {n} personne | {action} pour {n} personnes',
  by: 'Lancé par {name} le {date}',
  finished: 'Terminé le {date}',
  state: { running: 'En cours', done: 'Terminé', mailing: 'Envoi des e-mails' },
  columns: { run: 'Envoi', state: 'État', started: 'Début', mails: 'E-mails' },
  progress: '{done} personnes sur {total}',
  progressLabel: 'Personnes traitées',
  mailProgress: '{done} e-mails envoyés sur {total}',
  mailLabel: 'E-mails envoyés',
  survives: 'Vous pouvez fermer cette page : l’envoi continue, et cette adresse montre où il en est.',
  outcomes: 'Ce qu’il en est de chacun',
  outcome: {
    sent: 'Code envoyé',
    revoked: 'Code révoqué',
    toldToSignIn: 'Déjà actif, invité à se connecter',
    hasOpenCode: 'Rien fait : a déjà un code valable',
    noOpenCode: 'Rien fait : pas de code valable',
    suspended: 'Rien fait : suspendu',
  },
  mails: 'E-mails',
  mail: { waiting: 'En attente d’envoi', sent: 'Envoyés', failed: 'Non remis' },
  failedText:
    'Certains e-mails n’ont pas pu être remis. Corrigez les adresses dans la liste des personnes, puis renvoyez.',
  waitingText:
    'Les e-mails partent l’un après l’autre, et sont retentés d’eux-mêmes quand le serveur de messagerie ne répond pas.',
  goingOn: 'Un envoi est en cours : {done} personnes sur {total}.',
  follow: 'Suivre',
  offline: 'L’avancement n’a pas pu être lu ; la page réessaie d’elle-même.',
};
