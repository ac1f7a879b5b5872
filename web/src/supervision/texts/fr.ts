import type { TextsOf } from '../../i18n/textsOf.ts';
import type { en } from './en.ts';

export const fr: TextsOf<typeof en> = {
  title: 'Supervision',
  lead: 'Chaque salle dont l’examen est ouvert ou ouvre d’ici un jour : qui est là, qui attend, qui est oublié.',
  emptyTitle: 'Aucune salle ouverte',
  emptyText: 'Les salles apparaissent ici un jour avant l’ouverture de leur examen.',
  stale: 'Ces chiffres datent d’il y a {span} : le serveur ne répond pas.',
  staleFix: 'La page continue de demander d’elle-même.',
  fresh: 'Lu à {time}, relu toutes les quelques secondes.',
  open: 'Ouvrir le mur de {room}',
  files: 'Dossiers de {room}',
  filesShort: 'Dossiers',
  openShort: 'Ouvrir le mur',
  state: { open: 'Ouverte', soon: 'Ouvre {time}', over: 'Finie' },
  staff: {
    title: 'Surveillants',
    nobody: 'Aucun surveillant n’est affecté à cette salle.',
    absent: 'Aucun surveillant n’est là.',
    here: 'là',
    away: 'pas là',
    candidates: '{n} candidat | {n} candidats',
  },
  waits: {
    title: 'En attente',
    hands: '{n} main levée | {n} mains levées',
    unread: '{n} message non lu | {n} messages non lus',
    since: 'la plus longue depuis {span}',
    lobby: '{n} à faire entrer | {n} à faire entrer',
    overlooked: '{n} oublié | {n} oubliés',
    none: 'Personne n’attend.',
  },
  candidates: { title: 'Candidats', none: 'Aucun candidat inscrit.' },
  incidents: {
    title: 'Incidents :',
    technical: '{n} technique | {n} techniques',
    conduct: '{n} de conduite | {n} de conduite',
  },
};
