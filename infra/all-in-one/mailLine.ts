import type { WrittenMail } from '@invigil/api/mails/outboxDelivery';

/** What each kind is called in the terminal. */
const names: Readonly<Record<WrittenMail['kind'], string>> = {
  invitation: 'Invitation',
  alreadyActive: 'Reminder to sign in',
  passwordReset: 'New password',
  passwordChanged: 'Notice of a changed password',
  examRescheduled: 'New date of an exam',
  examCancelled: 'Cancelled exam',
  examMorning: 'Reminder of an exam',
  sittingDecided: 'Decision about an exam',
};

/** One line for who runs this without a mail server: whom a mail is for, and the link in it. */
export function mailLine({ kind, to, link }: WrittenMail): string {
  return `${names[kind]} for ${to.name} <${to.address}>: ${link}`;
}
