import { describe, expect, test } from 'vitest';
import { gridOf, pageCount, pageOf, placeAfter, rowsInSight, topOfPage, zooms } from './grid.ts';

/** What is left for the wall on a screen of 1366x768, below the header and the tools. */
const laptop = { width: 1_340, height: 600 };

describe('the tiles of a laptop', () => {
  test.each([
    ['large', 12],
    ['medium', 30],
    ['small', 100],
  ] as const)('%s: about %i are in sight, and all of it fits', (zoom, wanted) => {
    const grid = gridOf(laptop, zoom);
    const seen = grid.columns * grid.rows;
    expect(seen).toBeGreaterThanOrEqual(wanted);
    expect(seen).toBeLessThanOrEqual(wanted * 1.3);
    expect(grid.columns * grid.tileWidth + (grid.columns - 1) * grid.gap).toBeLessThanOrEqual(laptop.width);
    expect(grid.rows * grid.tileHeight + (grid.rows - 1) * grid.gap).toBeLessThanOrEqual(laptop.height);
  });

  test('grow with each step of the zoom', () => {
    const heights = zooms.map((zoom) => gridOf(laptop, zoom).pictureHeight);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(heights.at(-1)).toBeGreaterThanOrEqual(30);
  });

  test.each([1, 3, 4, 8])('of a room of %i are larger than those of a full one, and all fit', (count) => {
    const grid = gridOf(laptop, 'large', count);
    expect(grid.pictureHeight).toBeGreaterThan(gridOf(laptop, 'large', 12).pictureHeight);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
    expect(grid.columns * grid.tileWidth + (grid.columns - 1) * grid.gap).toBeLessThanOrEqual(laptop.width);
  });

  test('keep a size that says something where the window is small, so that fewer are in sight', () => {
    for (const zoom of zooms) {
      const grid = gridOf({ width: 320, height: 250 }, zoom);
      expect(grid.columns).toBeGreaterThanOrEqual(1);
      expect(grid.tileWidth).toBeLessThanOrEqual(320);
      expect(grid.pictureHeight).toBeGreaterThanOrEqual(26);
    }
  });
});

describe('a wall that is longer than the window', () => {
  const grid = { columns: 4, rows: 3, tileWidth: 100, tileHeight: 90, pictureHeight: 60, gap: 10 };

  test('draws the rows in sight and one on each side', () => {
    expect(rowsInSight(grid, 0, 300, 400)).toEqual({ from: 0, to: 4 });
    expect(rowsInSight(grid, 1_000, 300, 400)).toEqual({ from: 9, to: 14 });
    expect(rowsInSight(grid, 0, 300, 5)).toEqual({ from: 0, to: 2 });
    expect(rowsInSight(grid, 9_000, 300, 5)).toEqual({ from: 1, to: 2 });
  });

  test('has pages of whole rows', () => {
    expect([0, 1, 12, 13, 100].map((count) => pageCount(grid, count))).toEqual([1, 1, 1, 2, 9]);
    expect([0, 1, 2].map((page) => topOfPage(grid, page))).toEqual([0, 300, 600]);
    expect([0, 140, 160, 600].map((scrolled) => pageOf(grid, scrolled))).toEqual([0, 0, 1, 2]);
  });

  test('is walked with the arrows, and its edges hold', () => {
    const after = (key: string, at: number) => placeAfter(key, at, grid, 10);
    expect(after('ArrowRight', 3)).toBe(4);
    expect(after('ArrowLeft', 0)).toBe(0);
    expect(after('ArrowDown', 1)).toBe(5);
    expect(after('ArrowDown', 7)).toBe(7);
    expect(after('ArrowUp', 2)).toBe(2);
    expect(after('End', 2)).toBe(9);
    expect(after('Home', 9)).toBe(0);
    expect(after('PageDown', 2)).toBe(9);
    expect(after('x', 2)).toBeUndefined();
    expect(placeAfter('Home', 0, grid, 0)).toBeUndefined();
  });
});
