/** The documents of a new installation, version 1. An organisation publishes its own as version 2. */
export const firstDocuments = [
  {
    kind: 'termsOfUse',
    language: 'fr',
    title: 'Conditions d’utilisation',
    text: `# Ce que fait Invigil
Invigil sert à passer des examens à distance sous surveillance. L’organisme qui vous a invité décide de vos examens, de leurs règles et de qui les surveille.

# Votre compte
Votre compte est personnel. Gardez votre mot de passe secret et ne laissez personne passer un examen à votre place.

# Pendant un examen
Quand les règles d’un examen le demandent, votre caméra et votre écran entier sont transmis en direct à des surveillants tant que l’épreuve dure. Vous choisissez vous-même de démarrer chaque partage, et la page montre toujours ce qui est transmis.

# Vos copies
Ce que vous écrivez est enregistré au fur et à mesure et remis à l’organisme à la fin de l’épreuve. Vous pouvez relire vos copies remises.

# En cas de problème technique
Une coupure n’est pas une faute. La page se reconnecte seule et garde ce que vous avez écrit. Signalez à l’organisme tout ce qui vous a empêché de composer.

# Usage interdit
Il est interdit de chercher à accéder aux données d’autrui, à perturber une épreuve ou à contourner la surveillance.`,
  },
  {
    kind: 'termsOfUse',
    language: 'en',
    title: 'Terms of Use',
    text: `# What Invigil does
Invigil is for taking supervised exams at a distance. The organisation that invited you decides on your exams, their rules and who watches them.

# Your account
Your account is yours alone. Keep your password secret and let nobody take an exam in your place.

# During an exam
When the rules of an exam ask for it, your camera and your entire screen are sent live to proctors for as long as the sitting lasts. You start each share yourself, and the page always shows what is being sent.

# Your copies
What you write is saved as you go and handed to the organisation when the sitting ends. You can read the copies you handed in.

# When something technical goes wrong
A cut is not misconduct. The page reconnects by itself and keeps what you wrote. Tell the organisation about anything that kept you from writing.

# What is forbidden
It is forbidden to try to reach the data of others, to disturb a sitting or to get around the supervision.`,
  },
  {
    kind: 'privacyPolicy',
    language: 'fr',
    title: 'Politique de confidentialité',
    text: `# Qui est responsable
L’organisme qui vous a invité est responsable de vos données ; Invigil les traite pour lui.

# Ce qui est enregistré
Votre nom, votre adresse e-mail, votre langue et votre fuseau horaire ; les documents que vous avez acceptés et quand ; vos connexions avec leur adresse réseau et leur navigateur ; vos examens, vos copies et les contrôles de votre appareil ; un journal de ce qui a été fait avec votre compte.

# Images de la caméra et de l’écran
Elles sont transmises en direct aux surveillants de votre salle, par une liaison chiffrée, uniquement quand un examen le demande et que vous avez démarré le partage.

# Pourquoi et combien de temps
Ces données servent à organiser les examens et à en garantir l’équité. L’organisme fixe leur durée de conservation.

# Vos droits
Dans votre profil, vous pouvez voir et corriger vos données, en télécharger une copie et demander leur suppression. L’organisme répond à votre demande.`,
  },
  {
    kind: 'privacyPolicy',
    language: 'en',
    title: 'Privacy Policy',
    text: `# Who is responsible
The organisation that invited you is responsible for your data; Invigil processes it on its behalf.

# What is stored
Your name, e-mail address, language and time zone; the documents you accepted and when; your sign-ins with their network address and browser; your exams, your copies and the checks of your device; a log of what was done with your account.

# Pictures of camera and screen
They are sent live to the proctors of your room, over an encrypted link, only when an exam asks for it and you have started the share.

# Why and for how long
This data serves to organise exams and to keep them fair. The organisation decides how long it is kept.

# Your rights
In your profile you can see and correct your data, download a copy of it and ask for its deletion. The organisation answers your request.`,
  },
] as const;
