import { questionId } from '@invigil/contract/ids';
import { describe, expect, test } from 'vitest';
import { judgePaste, OwnCopy } from './pasting.ts';

const asked = questionId.parse('0193e6a0-0000-7000-8000-000000000002');
const judge = (policy: 'allowed' | 'recorded' | 'refused', text: string, own = new OwnCopy()) =>
  judgePaste({ text, policy, questionId: asked, own });

describe('something pasted', () => {
  test('is taken and not told where pasting is allowed', () => {
    expect(judge('allowed', 'from elsewhere')).toEqual({ isTaken: true });
  });

  test('is taken and told by its length where pasting is recorded', () => {
    expect(judge('recorded', 'from elsewhere')).toEqual({
      isTaken: true,
      incident: { kind: 'pasted', facts: { questionId: asked, characters: 14, refused: false } },
    });
  });

  test('is not taken where pasting is refused, and the text is in no report', () => {
    const judged = judge('refused', 'a secret');
    expect(judged).toMatchObject({ isTaken: false, incident: { facts: { refused: true } } });
    expect(JSON.stringify(judged)).not.toContain('secret');
  });

  test('is one’s own text when it was copied on this page, whatever its line ends', () => {
    const own = new OwnCopy();
    own.remember('my own\n\nparagraphs');
    expect(judge('refused', 'my own\nparagraphs', own)).toEqual({ isTaken: true });
    expect(judge('refused', 'my own paragraphs and more', own).isTaken).toBe(false);
    expect(judge('refused', 'something', new OwnCopy()).isTaken).toBe(false);
  });
});
