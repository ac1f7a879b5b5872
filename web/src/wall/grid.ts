/** How large the tiles are: about 12, 30 or 100 of them in sight. */
export const zooms = ['large', 'medium', 'small'] as const;
export type Zoom = (typeof zooms)[number];

interface ZoomStep {
  tiles: number;
  /** Pixels: what stands around the pictures, and between tiles. */
  words: number;
  gap: number;
  narrowest: number;
  /** The height of the pictures, from where they say nothing any longer to where they only get blurred. */
  pictures: { least: number; most: number };
}

const steps: Record<Zoom, ZoomStep> = {
  large: { tiles: 12, words: 66, gap: 10, narrowest: 250, pictures: { least: 70, most: 230 } },
  medium: { tiles: 30, words: 34, gap: 8, narrowest: 170, pictures: { least: 46, most: 110 } },
  small: { tiles: 100, words: 24, gap: 4, narrowest: 104, pictures: { least: 26, most: 64 } },
};

/** The webcam at 4:3 and the screen at 16:9 side by side, of one height; and what lies around and between them. */
const aspect = 4 / 3 + 16 / 9;
const sides: Record<Zoom, number> = { large: 26, medium: 18, small: 11 };

export interface WallGrid {
  columns: number;
  /** Whole rows in sight. */
  rows: number;
  tileWidth: number;
  tileHeight: number;
  pictureHeight: number;
  gap: number;
}

/**
 * The largest tiles of which a zoom's number fits into the room there is, or all when there are fewer; where they would be
 * too small, fewer fit.
 */
export function gridOf(
  room: { width: number; height: number },
  zoom: Zoom,
  count: number = Number.POSITIVE_INFINITY,
): WallGrid {
  const step = steps[zoom];
  const tiles = Math.max(1, Math.min(step.tiles, count));
  let best: WallGrid | undefined;
  const most = Math.max(1, Math.floor((room.width + step.gap) / (step.narrowest + step.gap)));
  for (let columns = 1; columns <= Math.min(most, tiles); columns += 1) {
    const rows = Math.ceil(tiles / columns);
    const byHeight = (room.height - step.gap * (rows - 1)) / rows - step.words;
    const grid = withColumns(columns, byHeight, room, zoom);
    if (best === undefined || grid.pictureHeight > best.pictureHeight) best = grid;
  }
  if (best !== undefined && best.pictureHeight >= step.pictures.least) return best;
  return withColumns(most, Number.POSITIVE_INFINITY, room, zoom);
}

function withColumns(columns: number, byHeight: number, room: { width: number; height: number }, zoom: Zoom): WallGrid {
  const { gap, words, pictures } = steps[zoom];
  const widest = Math.max(1, (room.width - gap * (columns - 1)) / columns);
  const byWidth = (widest - sides[zoom]) / aspect;
  const pictureHeight = Math.max(1, Math.floor(Math.min(byWidth, byHeight, pictures.most)));
  const tileHeight = pictureHeight + words;
  const rows = Math.max(1, Math.floor((room.height + gap) / (tileHeight + gap)));
  // Tiles take the width there is, but none stands in a field of its own.
  const tileWidth = Math.floor(Math.min(widest, pictureHeight * aspect * 1.25 + sides[zoom]));
  return { columns, rows, tileWidth, tileHeight, pictureHeight, gap };
}

/** The rows to draw for a scrolled wall: those in sight and one on each side. `to` is not drawn any more. */
export function rowsInSight(
  grid: WallGrid,
  scrolled: number,
  height: number,
  count: number,
): { from: number; to: number } {
  const pitch = grid.tileHeight + grid.gap;
  const rows = Math.ceil(count / grid.columns);
  const from = Math.max(0, Math.floor(scrolled / pitch) - 1);
  return {
    from: Math.min(from, Math.max(0, rows - 1)),
    to: Math.min(rows, Math.ceil((scrolled + height) / pitch) + 1),
  };
}

const pagePitch = ({ rows, tileHeight, gap }: WallGrid) => rows * (tileHeight + gap);

/** Pages are screenfuls of whole rows, counted from 0. */
export const pageOf = (grid: WallGrid, scrolled: number) => Math.round(scrolled / pagePitch(grid));

export const pageCount = (grid: WallGrid, count: number) =>
  Math.max(1, Math.ceil(Math.ceil(count / grid.columns) / grid.rows));

export const topOfPage = (grid: WallGrid, page: number) => page * pagePitch(grid);

/** Where a key leads from a place in the grid; undefined for any other key. The edges hold. */
export function placeAfter(key: string, at: number, grid: WallGrid, count: number): number | undefined {
  const by = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -grid.columns,
    ArrowDown: grid.columns,
    PageUp: -grid.columns * grid.rows,
    PageDown: grid.columns * grid.rows,
    Home: -count,
    End: count,
  }[key];
  if (by === undefined || count === 0) return undefined;
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
  const to = at + by;
  // Up from the first row and down from the last one stay in their column.
  if (isVertical && (to < 0 || to >= count)) return at;
  return Math.min(count - 1, Math.max(0, to));
}
