import { inflateSync } from 'node:zlib';
import { textContent } from '@invigil/contract/answerContent';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aPrintedCopy, manyNodes } from '../../../test/printedCopy.ts';
import { mustBeReadablePdf } from '../../files/pdf.ts';
import { copyPdf } from './copyPdf.ts';
import { momentIn } from './copyWords.ts';

/** All that the streams of a PDF hold, unpacked. */
function insideOf(pdf: Buffer): string {
  const parts: string[] = [pdf.toString('latin1')];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const bytes = pdf.subarray(at + 7, pdf.indexOf('endstream', at));
    if (bytes[0] === 0x78) parts.push(inflateSync(bytes).toString('latin1'));
  }
  return parts.join('\n');
}
const docOf = (text: string) => {
  const content = textContent(text);
  return content.kind === 'text' ? content.doc : manyNodes;
};

test.each(['fr', 'en'] as const)('a copy with everything in it becomes a whole PDF in %s', async (language) => {
  const pdf = await copyPdf(aPrintedCopy(manyNodes, { language }));
  mustBeReadablePdf(pdf);
  const inside = insideOf(pdf);
  expect(inside).toContain(`/Lang (${language})`);
  for (const font of ['DejaVuSans', 'Bold', 'Oblique', 'BoldOblique', 'DejaVuSansMono']) expect(inside).toContain(font);
});

test('times are told in the time zone of the candidate', () => {
  expect(momentIn('fr', 'Europe/Paris')('2026-06-15T08:02:03.000Z')).toBe('15 juin 2026 à 10:02:03 UTC+2');
  expect(momentIn('en', 'America/New_York')('2026-06-15T08:02:03.000Z')).toMatch(/^15 June 2026 at 04:02:03 \S+$/);
});

test('a copy that is not handed in, with nothing in it, can be printed too', async () => {
  const printed = aPrintedCopy(docOf(''));
  const copy = { ...printed.copy, submittedAt: null, receipt: null, synchronising: true, late: [] };
  mustBeReadablePdf(await copyPdf({ ...printed, copy, startedAt: null }));
});

test('no letters are an exception', async () => {
  const wild = fc.sample(fc.string({ unit: 'binary', maxLength: 100 }), { numRuns: 100, seed: 42 });
  mustBeReadablePdf(await copyPdf(aPrintedCopy(docOf(wild.join('\n')))));
});

test('the longest word that can be written is set in a time that can be waited for', async () => {
  mustBeReadablePdf(await copyPdf(aPrintedCopy(docOf('x'.repeat(199_999)))));
});
