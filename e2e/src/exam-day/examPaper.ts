import { randomUUID } from 'node:crypto';
import { choiceId, questionId } from '@invigil/contract/ids';
import type { RouteBody } from '@invigil/contract/routes';
import { type ExamRules, ordinaryRules } from '@invigil/contract/routes/exam';

type Written = RouteBody<'createExam'>;
const minute = 60_000;

/** A text that must be answered, a choice and a file. */
export function threeQuestions(): Written['questions'] {
  const id = () => questionId.parse(randomUUID());
  const choice = (text: string) => ({ choiceId: choiceId.parse(randomUUID()), text });
  return [
    { kind: 'text', questionId: id(), prompt: 'What is a contract?', mandatory: true, mostWords: 200 },
    {
      kind: 'choice',
      questionId: id(),
      prompt: 'What does it bind?',
      mandatory: false,
      several: false,
      choices: [choice('Its parties'), choice('Everybody')],
    },
    { kind: 'file', questionId: id(), prompt: 'Add your notes.', mandatory: false },
  ];
}

/** An exam that is open now, as an admin writes it down; without questions it asks one text. */
export function openExam(changes: Partial<Omit<Written, 'rules'>> & { rules?: Partial<ExamRules> } = {}): Written {
  const now = Date.now();
  const { rules, ...others } = changes;
  return {
    idempotencyKey: randomUUID(),
    title: 'Contract law',
    kind: 'exam',
    instructions: 'Number your pages.',
    opensAt: new Date(now - minute).toISOString(),
    closesAt: new Date(now + 180 * minute).toISOString(),
    durationMinutes: 60,
    questions: [],
    ...others,
    rules: { ...ordinaryRules, ...rules },
  };
}

/** A whole PDF of so many pages, each with its number in large letters. */
export function paperOf(pages: number): Blob {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${Array.from({ length: pages }, (_, at) => `${4 + 2 * at} 0 R`).join(' ')}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...Array.from({ length: pages }, (_, at) => {
      const text = `BT /F1 48 Tf 80 700 Td (Page ${at + 1}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * at} 0 R >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ];
    }).flat(),
  ];
  let file = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return new Blob([`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}${trailer}`]);
}
