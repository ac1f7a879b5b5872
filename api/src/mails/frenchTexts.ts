import type { MailTexts } from './mailTexts.ts';

const bonjour = (name: string) => `Bonjour ${name},`;
const footer =
  'Ce message est envoyé par Invigil, la plateforme d’examens surveillés. Les réponses ne sont pas lues ; écrivez à l’organisateur de votre examen.';

export const frenchTexts: MailTexts = {
  invitation: ({ name, moment, code, link }) => ({
    subject: 'Votre invitation à Invigil',
    greeting: bonjour(name),
    paragraphs: [
      'Vous êtes invité à passer ou à surveiller des examens avec Invigil. Activez votre compte avec ce code d’accès :',
    ],
    code,
    link: { label: 'Activer mon compte', url: link },
    more: [
      `Ce code est personnel et ne sert qu’une fois. Il est valable jusqu’au ${moment('expiresAt')}.`,
      'Vous choisirez un mot de passe et une langue, puis vous lirez les conditions d’utilisation et la politique de confidentialité. Cela prend deux minutes.',
      'Si vous avez reçu plusieurs invitations, seul le code du dernier message fonctionne.',
    ],
    footer,
  }),
  alreadyActive: ({ name, link }) => ({
    subject: 'Votre compte Invigil est déjà actif',
    greeting: bonjour(name),
    paragraphs: ['On vous a invité à nouveau, mais votre compte est déjà actif : il n’y a pas de nouveau code.'],
    link: { label: 'Se connecter', url: link },
    more: ['Si vous ne savez plus votre mot de passe, choisissez « Mot de passe oublié » sur cette page.'],
    footer,
  }),
  passwordReset: ({ name, moment, link }) => ({
    subject: 'Choisir un nouveau mot de passe Invigil',
    greeting: bonjour(name),
    paragraphs: ['Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte.'],
    link: { label: 'Choisir un nouveau mot de passe', url: link },
    more: [
      `Ce lien ne sert qu’une fois, jusqu’au ${moment('expiresAt')}. Il vous déconnectera partout ailleurs.`,
      'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
    ],
    footer,
  }),
  passwordChanged: ({ name, moment, link }) => ({
    subject: 'Votre mot de passe Invigil a changé',
    greeting: bonjour(name),
    paragraphs: [`Le mot de passe de votre compte a changé le ${moment('at')}.`],
    link: { label: 'Se connecter', url: link },
    more: [
      'Si ce n’était pas vous, choisissez tout de suite « Mot de passe oublié » sur cette page, puis prévenez l’organisateur.',
    ],
    footer,
  }),
  examRescheduled: ({ name, fact, moment, link }) => ({
    subject: `Nouvelle date : ${fact('examTitle')}`,
    greeting: bonjour(name),
    paragraphs: [
      `L’examen « ${fact('examTitle')} » est déplacé.`,
      `Il ouvre maintenant le ${moment('opensAt')} et ferme le ${moment('closesAt')}.`,
    ],
    link: { label: 'Voir mes examens', url: link },
    more: [],
    footer,
  }),
  examCancelled: ({ name, fact, moment, link }) => ({
    subject: `Examen annulé : ${fact('examTitle')}`,
    greeting: bonjour(name),
    paragraphs: [`L’examen « ${fact('examTitle')} », prévu le ${moment('opensAt')}, est annulé.`],
    link: { label: 'Voir mes examens', url: link },
    more: ['Vous n’avez rien à faire.'],
    footer,
  }),
  examMorning: ({ name, fact, moment, link }) => ({
    subject: `Aujourd’hui : ${fact('examTitle')}`,
    greeting: bonjour(name),
    paragraphs: [
      `Votre examen « ${fact('examTitle')} » ouvre le ${moment('opensAt')}.`,
      'Avant de commencer : redémarrez votre ordinateur, branchez-le au secteur, fermez les autres programmes, et vérifiez une dernière fois caméra, écran et connexion.',
    ],
    link: { label: 'Faire la dernière vérification', url: link },
    more: ['Connectez-vous avec Google Chrome, quelques minutes en avance.'],
    footer,
  }),
  sittingDecided: ({ name, fact, moment, link }) => ({
    subject: `Une décision sur votre épreuve : ${fact('examTitle')}`,
    greeting: bonjour(name),
    paragraphs: [
      `Une personne a examiné ce qui s’est passé pendant votre épreuve « ${fact('examTitle')} » et a pris une décision.`,
    ],
    link: { label: 'Lire la décision', url: link },
    more: [`Vous pouvez y répondre jusqu’au ${moment('replyUntil')}.`],
    footer,
  }),
};
