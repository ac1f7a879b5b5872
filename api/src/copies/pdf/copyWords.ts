import type { Language } from '@invigil/contract/roles';

/** What a printed copy says of its own. */
interface CopyWords {
  locale: string;
  copy: string;
  fact: (name: string) => string;
  candidate: string;
  started: string;
  submitted: string;
  byTimer: string;
  notSubmitted: string;
  incomplete: string;
  question: (number: number, of: number) => string;
  mandatory: string;
  saved: (moment: string) => string;
  words: (count: number) => string;
  unanswered: string;
  files: string;
  size: (bytes: number) => string;
  lateTitle: string;
  lateText: string;
  lateOf: (number: number, moment: string) => string;
  receipt: string;
  receiptText: string;
  printed: string;
  page: (number: number, of: number) => string;
}

const units = ['', 'K', 'M'];

/** 1 536 bytes are `1,5 Kio`. */
function sizeIn(locale: string, byte: string, bytes: number): string {
  const power = bytes < 1_024 ? 0 : bytes < 1_024 ** 2 ? 1 : 2;
  const value = (bytes / 1_024 ** power).toLocaleString(locale, { maximumFractionDigits: 1 });
  return `${value}\u00a0${units[power]}${power > 0 ? 'i' : ''}${byte}`;
}

export const copyWords: Readonly<Record<Language, CopyWords>> = {
  fr: {
    locale: 'fr-FR',
    copy: 'Copie',
    fact: (name) => `${name}\u00a0: `,
    candidate: 'Candidat',
    started: 'Commencée',
    submitted: 'Remise',
    byTimer: 'par l’horloge, à la fin du temps',
    notSubmitted: 'pas encore remise',
    incomplete: 'Cette copie n’est pas encore complète : des réponses peuvent encore arriver.',
    question: (number, of) => `Question ${number} sur ${of}`,
    mandatory: 'obligatoire',
    saved: (moment) => `Enregistrée le ${moment}`,
    words: (count) => `${count.toLocaleString('fr-FR')}\u00a0${count > 1 ? 'mots' : 'mot'}`,
    unanswered: 'Sans réponse.',
    files: 'Fichiers',
    size: (bytes) => sizeIn('fr-FR', 'o', bytes),
    lateTitle: 'Arrivé après la fin',
    lateText:
      'Ces textes ont été écrits à temps et sont arrivés au serveur après la fin. Ils sont gardés à côté de la copie, et n’en font pas partie.',
    lateOf: (number, moment) => `Question ${number}, arrivé le ${moment}`,
    receipt: 'Reçu',
    receiptText: 'Empreinte SHA-256 de tout ce qui a été remis :',
    printed: 'Imprimé le',
    page: (number, of) => `Page ${number} sur ${of}`,
  },
  en: {
    locale: 'en-GB',
    copy: 'Copy',
    fact: (name) => `${name}: `,
    candidate: 'Candidate',
    started: 'Started',
    submitted: 'Handed in',
    byTimer: 'by the timer, when the time was over',
    notSubmitted: 'not yet',
    incomplete: 'This copy is not complete yet: answers may still arrive.',
    question: (number, of) => `Question ${number} of ${of}`,
    mandatory: 'mandatory',
    saved: (moment) => `Saved on ${moment}`,
    words: (count) => `${count.toLocaleString('en-GB')}\u00a0${count === 1 ? 'word' : 'words'}`,
    unanswered: 'No answer.',
    files: 'Files',
    size: (bytes) => sizeIn('en-GB', 'B', bytes),
    lateTitle: 'Arrived after the end',
    lateText:
      'These texts were written in time and reached the server after the end. They are kept beside the copy and are no part of it.',
    lateOf: (number, moment) => `Question ${number}, arrived on ${moment}`,
    receipt: 'Receipt',
    receiptText: 'SHA-256 fingerprint of everything that was handed in:',
    printed: 'Printed on',
    page: (number, of) => `Page ${number} of ${of}`,
  },
};

/** To the second, with the name of its time zone. */
export function momentIn(language: Language, timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat(copyWords[language].locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return (instant) => format.format(new Date(instant));
}
