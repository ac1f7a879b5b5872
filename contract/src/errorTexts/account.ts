import { textsOf } from './textsOf.ts';

/** Of signing in, invitations and passwords. */
export const accountTexts = {
  wrongCredentials: textsOf(
    ['Cette adresse et ce mot de passe ne vont pas ensemble.', 'Vérifiez les deux, puis réessayez.'],
    ['This e-mail and password do not go together.', 'Check both, then try again.'],
  ),
  accountSuspended: textsOf(
    ['Ce compte est suspendu.', 'Écrivez à l’organisateur pour le faire rétablir.'],
    ['This account is suspended.', 'Write to the organiser to have it restored.'],
  ),
  invitationRefused: textsOf(
    [
      'Ce code d’accès n’ouvre rien, ou plus rien.',
      'Vérifiez-le dans votre dernier e-mail d’invitation, ou demandez-en un nouveau.',
    ],
    [
      'This access code does not open anything, or no longer does.',
      'Check it in your latest invitation e-mail, or ask for a new one.',
    ],
  ),
  passwordTooWeak: textsOf(
    ['Ce mot de passe ne respecte pas toutes les règles.', 'Ajoutez ce qui manque à la liste sous le champ.'],
    ['This password does not keep all the rules.', 'Add what is missing in the list below the field.'],
  ),
  languageRequired: textsOf(
    ['Aucune langue n’est choisie.', 'Choisissez la langue dans laquelle nous vous parlons.'],
    ['No language is chosen.', 'Choose the language in which we speak to you.'],
  ),
  consentRequired: textsOf(
    [
      'Les conditions d’utilisation ou la politique de confidentialité en vigueur ne sont pas acceptées.',
      'Lisez et acceptez les deux documents pour continuer.',
    ],
    ['The current Terms of Use or Privacy Policy are not accepted.', 'Read and accept both documents to go on.'],
  ),
  wrongCurrentPassword: textsOf(
    ['Le mot de passe actuel n’est pas le bon.', 'Retapez-le, ou utilisez « Mot de passe oublié » à la connexion.'],
    ['The current password is not right.', 'Type it again, or use “Forgotten password” at sign-in.'],
  ),
  resetRefused: textsOf(
    [
      'Ce lien de nouveau mot de passe n’est plus valable.',
      'Demandez-en un autre ; seul le plus récent fonctionne, une fois, pendant une heure.',
    ],
    [
      'This link for a new password is no longer valid.',
      'Ask for another; only the newest one works, once, for an hour.',
    ],
  ),
};
