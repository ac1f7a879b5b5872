import { expect, test } from 'vitest';
import { type Drawn, draw } from '../../components/testing.ts';
import LoadedPart from './LoadedPart.vue';

const spinnerIn = (node: Drawn): Drawn | undefined =>
  node.tag.includes('progress') ? node : node.children.map(spinnerIn).find((found) => found !== undefined);

test('what turns while a part is loaded has a name', () => {
  const spinner = spinnerIn(draw(LoadedPart, { loading: true }));
  expect(spinner?.props['aria-label']).toMatch(/\w/);
});
