import { choiceId, questionId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import { newId } from '../newId.ts';

const id = () => questionId.parse(newId());
const choicesOf = (...texts: string[]) => texts.map((text) => ({ choiceId: choiceId.parse(newId()), text }));

/** An essay, two questions with choices, and a file that may be added. */
export function demoExamQuestions(): Question[] {
  return [
    {
      kind: 'text',
      questionId: id(),
      prompt:
        'Dissertation. Le contrôle a posteriori des lois a-t-il changé la nature du Conseil constitutionnel ?\n' +
        'Vous vous appuierez sur les extraits joints au sujet.',
      mandatory: true,
      mostWords: 1_500,
    },
    {
      kind: 'choice',
      questionId: id(),
      prompt: 'Depuis quelle date la question prioritaire de constitutionnalité peut-elle être posée ?',
      mandatory: true,
      several: false,
      choices: choicesOf('Le 4 octobre 1958', 'Le 16 juillet 1971', 'Le 29 octobre 1974', 'Le 1er mars 2010'),
    },
    {
      kind: 'choice',
      questionId: id(),
      prompt: 'Qui peut déférer une loi au Conseil constitutionnel avant sa promulgation ?',
      mandatory: false,
      several: true,
      choices: choicesOf(
        'Le Président de la République',
        'Soixante députés ou soixante sénateurs',
        'Tout justiciable',
        'Le Premier ministre',
      ),
    },
    { kind: 'file', questionId: id(), prompt: 'Joignez, si vous le souhaitez, votre plan détaillé.', mandatory: false },
  ];
}

/** One of each kind, to try the writing out. */
export function demoTestQuestions(): Question[] {
  return [
    {
      kind: 'text',
      questionId: id(),
      prompt: 'Écrivez quelques phrases, par exemple sur votre trajet de ce matin. Rien n’est noté.',
      mandatory: true,
      mostWords: null,
    },
    {
      kind: 'choice',
      questionId: id(),
      prompt: 'L’image de votre caméra et celle de votre écran sont-elles nettes ?',
      mandatory: false,
      several: false,
      choices: choicesOf('Oui, les deux', 'Seulement celle de la caméra', 'Seulement celle de l’écran'),
    },
    { kind: 'file', questionId: id(), prompt: 'Déposez un fichier de votre choix, puis retirez-le.', mandatory: false },
  ];
}

export const demoExamInstructions = `Lisez le sujet en entier avant de commencer ; il reste ouvert à côté de votre texte.

Traitez la dissertation et la première question à choix, qui sont obligatoires. Vos réponses sont enregistrées au fur et à mesure : une coupure du réseau ne vous fait rien perdre, et le temps qu’une panne vous prend vous est rendu.

Votre caméra et votre écran entier sont partagés avec la surveillance pendant toute l’épreuve.`;

export const demoTestInstructions = `Ce test se déroule comme un examen : mêmes partages, même éditeur, même remise. Il n’est pas noté et peut être rendu à tout moment.`;
