import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

const ttf = (name: string) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

export const demoSubjectName = 'sujet-droit-constitutionnel.pdf';

const pages = [
  {
    heading: 'Droit constitutionnel — sujet',
    parts: [
      ['Durée', 'Trois heures. Aucun autre document que celui-ci n’est autorisé.'],
      [
        'Première partie — dissertation',
        'Le contrôle a posteriori des lois a-t-il changé la nature du Conseil constitutionnel ?',
      ],
      [
        'Deuxième partie — questions de cours',
        'Deux questions à choix, à traiter directement dans la page d’examen. Une seule réponse est exacte à la première ; plusieurs le sont à la seconde.',
      ],
      [
        'Troisième partie — plan',
        'Le plan détaillé de la dissertation peut être joint dans un fichier. Il n’est pas obligatoire.',
      ],
    ],
  },
  {
    heading: 'Document — extraits de la Constitution du 4 octobre 1958',
    parts: [
      [
        'Article 61, deuxième alinéa',
        'Aux mêmes fins, les lois peuvent être déférées au Conseil constitutionnel, avant leur promulgation, par le Président de la République, le Premier ministre, le Président de l’Assemblée nationale, le Président du Sénat ou soixante députés ou soixante sénateurs.',
      ],
      [
        'Article 61-1, premier alinéa',
        'Lorsque, à l’occasion d’une instance en cours devant une juridiction, il est soutenu qu’une disposition législative porte atteinte aux droits et libertés que la Constitution garantit, le Conseil constitutionnel peut être saisi de cette question sur renvoi du Conseil d’État ou de la Cour de cassation qui se prononce dans un délai déterminé.',
      ],
      [
        'Article 62, dernier alinéa',
        'Les décisions du Conseil constitutionnel ne sont susceptibles d’aucun recours. Elles s’imposent aux pouvoirs publics et à toutes les autorités administratives et juridictionnelles.',
      ],
    ],
  },
] as const;

/** The subject of the demo's open exam, two pages of A4. */
export async function demoSubject(at: Date): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 64,
    autoFirstPage: false,
    lang: 'fr',
    displayTitle: true,
    info: { Title: pages[0].heading, Producer: 'Invigil', CreationDate: at },
  });
  pdf.registerFont('plain', ttf('DejaVuSerif')).registerFont('bold', ttf('DejaVuSerif-Bold'));
  for (const { heading, parts } of pages) {
    pdf.addPage().font('bold').fontSize(17).text(heading).moveDown(1.5);
    for (const [title, text] of parts) {
      pdf.font('bold').fontSize(12).text(title).moveDown(0.3);
      pdf.font('plain').fontSize(11).text(text, { lineGap: 3 }).moveDown(1.2);
    }
  }
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(pdf, 'end');
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}
