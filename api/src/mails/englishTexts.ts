import type { MailTexts } from './mailTexts.ts';

const hello = (name: string) => `Hello ${name},`;
const footer =
  'This message is sent by Invigil, the platform of proctored exams. Answers are not read; write to the organiser of your exam.';

export const englishTexts: MailTexts = {
  invitation: ({ name, moment, code, link }) => ({
    subject: 'Your invitation to Invigil',
    greeting: hello(name),
    paragraphs: [
      'You are invited to sit or to proctor exams with Invigil. Activate your account with this access code:',
    ],
    code,
    link: { label: 'Activate my account', url: link },
    more: [
      `This code is yours alone and works once. It is valid until ${moment('expiresAt')}.`,
      'You will choose a password and a language, then read the Terms of Use and the Privacy Policy. It takes two minutes.',
      'If you were sent several invitations, only the code of the last message works.',
    ],
    footer,
  }),
  alreadyActive: ({ name, link }) => ({
    subject: 'Your Invigil account is active already',
    greeting: hello(name),
    paragraphs: ['You were invited again, but your account is active already: there is no new code.'],
    link: { label: 'Sign in', url: link },
    more: ['If you no longer know your password, choose “Forgotten password” on that page.'],
    footer,
  }),
  passwordReset: ({ name, moment, link }) => ({
    subject: 'Choose a new Invigil password',
    greeting: hello(name),
    paragraphs: ['Somebody, most likely you, asked for a new password for your account.'],
    link: { label: 'Choose a new password', url: link },
    more: [
      `This link works once, until ${moment('expiresAt')}. It will sign you out everywhere else.`,
      'If it was not you, do nothing: your password stays what it is.',
    ],
    footer,
  }),
  passwordChanged: ({ name, moment, link }) => ({
    subject: 'Your Invigil password was changed',
    greeting: hello(name),
    paragraphs: [`The password of your account was changed on ${moment('at')}.`],
    link: { label: 'Sign in', url: link },
    more: ['If it was not you, choose “Forgotten password” on that page at once, then tell the organiser.'],
    footer,
  }),
  examRescheduled: ({ name, fact, moment, link }) => ({
    subject: `New date: ${fact('examTitle')}`,
    greeting: hello(name),
    paragraphs: [
      `The exam “${fact('examTitle')}” has been moved.`,
      `It now opens on ${moment('opensAt')} and closes on ${moment('closesAt')}.`,
    ],
    link: { label: 'See my exams', url: link },
    more: [],
    footer,
  }),
  examCancelled: ({ name, fact, moment, link }) => ({
    subject: `Exam cancelled: ${fact('examTitle')}`,
    greeting: hello(name),
    paragraphs: [`The exam “${fact('examTitle')}”, planned for ${moment('opensAt')}, is cancelled.`],
    link: { label: 'See my exams', url: link },
    more: ['There is nothing you need to do.'],
    footer,
  }),
  examMorning: ({ name, fact, moment, link }) => ({
    subject: `Today: ${fact('examTitle')}`,
    greeting: hello(name),
    paragraphs: [
      `Your exam “${fact('examTitle')}” opens on ${moment('opensAt')}.`,
      'Before you begin: restart your computer, plug it in, close other programs, and check camera, screen and connection one last time.',
    ],
    link: { label: 'Make the last check', url: link },
    more: ['Sign in with Google Chrome, a few minutes early.'],
    footer,
  }),
  sittingDecided: ({ name, fact, moment, link }) => ({
    subject: `A decision about your sitting: ${fact('examTitle')}`,
    greeting: hello(name),
    paragraphs: [`Somebody has looked at what happened in your sitting of “${fact('examTitle')}” and has decided.`],
    link: { label: 'Read the decision', url: link },
    more: [`You can reply until ${moment('replyUntil')}.`],
    footer,
  }),
};
