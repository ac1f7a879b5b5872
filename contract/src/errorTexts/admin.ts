import { textsOf } from './textsOf.ts';

/** Of what an admin does. */
export const adminTexts = {
  emailTaken: textsOf(
    [
      'Une autre personne a déjà cette adresse e-mail.',
      'Cherchez-la dans la liste des personnes, ou corrigez l’adresse.',
    ],
    ['Somebody else has this e-mail address already.', 'Look for them in the list of people, or correct the address.'],
  ),
  nameTaken: textsOf(
    ['Ce nom est déjà pris dans cet examen.', 'Choisissez un autre nom.'],
    ['This name is taken in this exam already.', 'Choose another name.'],
  ),
  wrongRole: textsOf(
    [
      'Une des personnes choisies n’a pas le rôle qu’il faut ici.',
      'Ne choisissez que des candidats pour une épreuve, et des surveillants pour une salle.',
    ],
    [
      'One of the chosen people does not have the role needed here.',
      'Choose only candidates for a sitting, and proctors for a room.',
    ],
  ),
  personSuspended: textsOf(
    ['Cette personne est suspendue.', 'Levez d’abord la suspension.'],
    ['This person is suspended.', 'Lift the suspension first.'],
  ),
  lastAdmin: textsOf(
    ['C’est le dernier compte d’administration actif.', 'Donnez d’abord ce rôle à une autre personne.'],
    ['This is the last active admin account.', 'Give this role to somebody else first.'],
  ),
  stale: textsOf(
    ['Quelqu’un d’autre a changé cela entre-temps.', 'Rechargez la page, puis refaites votre changement.'],
    ['Somebody else changed this meanwhile.', 'Reload the page, then make your change again.'],
  ),
  keyReused: textsOf(
    ['La page a renvoyé une demande ancienne avec un autre contenu.', 'Rechargez la page, puis recommencez.'],
    ['The page sent an old request again with other content.', 'Reload the page, then try again.'],
  ),
  importRefused: textsOf(
    [
      'Cette liste ne peut pas être importée telle quelle.',
      'Corrigez le fichier s’il a des erreurs, puis contrôlez-le à nouveau.',
    ],
    ['This roster cannot be imported as it is.', 'Correct the file if it has mistakes, then check it again.'],
  ),
  fileTypeRefused: textsOf(
    ['Ce type de fichier n’est pas accepté ici.', 'Choisissez un fichier de type {allowed}.'],
    ['This type of file is not accepted here.', 'Choose a file of type {allowed}.'],
  ),
  fileUnreadable: textsOf(
    [
      'Ce fichier ne se lit pas : il est abîmé, chiffré ou dans un codage inconnu.',
      'Enregistrez-le à nouveau, en UTF-8 si c’est un CSV, puis renvoyez-le.',
    ],
    [
      'This file cannot be read: it is damaged, encrypted or in an unknown encoding.',
      'Save it again, as UTF-8 if it is a CSV, then send it again.',
    ],
  ),
  fileEmpty: textsOf(
    ['Ce fichier est vide.', 'Choisissez le fichier qui contient les données.'],
    ['This file is empty.', 'Choose the file that holds the data.'],
  ),
  tooManyLines: textsOf(
    ['Ce fichier a trop de lignes.', 'Partagez-le en fichiers de {most} lignes au plus.'],
    ['This file has too many lines.', 'Split it into files of {most} lines at most.'],
  ),
  tooManyPeople: textsOf(
    ['Trop de personnes sont choisies à la fois.', 'Resserrez le filtre à {most} personnes au plus.'],
    ['Too many people are chosen at once.', 'Narrow the filter to {most} people at most.'],
  ),
  tooManyDocuments: textsOf(
    ['Cet examen a déjà {most} documents, le maximum.', 'Retirez-en un, puis recommencez.'],
    ['This exam has {most} documents already, the most it can have.', 'Remove one, then try again.'],
  ),
  examWindowRefused: textsOf(
    [
      'L’examen doit fermer après son ouverture, et durer moins que sa période.',
      'Corrigez l’ouverture, la fermeture ou la durée.',
    ],
    [
      'The exam must close after it opens, and last no longer than its window.',
      'Correct the opening, the closing or the duration.',
    ],
  ),
  examBegun: textsOf(
    [
      'Cet examen a déjà commencé pour quelqu’un.',
      'Ne changez plus que ce qui reste ouvert : la fermeture et le temps supplémentaire.',
    ],
    ['This exam has begun for somebody already.', 'Change only what is still open: the closing and the extra time.'],
  ),
  sittingBegun: textsOf(
    ['Cette épreuve a déjà commencé.', 'Laissez-la aller à son terme.'],
    ['This sitting has begun already.', 'Let it come to its end.'],
  ),
  roomNotEmpty: textsOf(
    ['Cette salle a encore des candidats.', 'Placez-les dans une autre salle, puis recommencez.'],
    ['This room still has candidates.', 'Move them to another room, then try again.'],
  ),
};
