import type { AnswerNode } from '@invigil/contract/answerDoc';
import { samePlaces } from './blockDiff.ts';
import { blockKey } from './contentKey.ts';

export interface Merged {
  blocks: AnswerNode[];
  /** Those of `theirs` that stand after what this side wrote in the same place. */
  doubled: AnswerNode[];
}

/**
 * Joins what two sides made of the same text, by its top-level blocks. A block that either wrote is always in the result;
 * one that either took out and the other left alone is not. Where both wrote in the same place, ours comes first.
 */
export function mergeBlocks(
  base: readonly AnswerNode[],
  ours: readonly AnswerNode[],
  theirs: readonly AnswerNode[],
): Merged {
  const baseKeys = base.map(blockKey);
  const [mine, other] = [sideOf(ours, baseKeys), sideOf(theirs, baseKeys)];
  const merged: Merged = { blocks: [], doubled: [] };
  let at = 0;
  for (let place = nextPlace(mine, other); place !== undefined; place = nextPlace(mine, other)) {
    merged.blocks.push(...base.slice(at, place.from));
    const [ourPart, theirPart] = [partOf(mine, place), partOf(other, place)];
    if (place.by === 'ours') merged.blocks.push(...ourPart.blocks);
    else if (place.by === 'theirs') merged.blocks.push(...theirPart.blocks);
    else joinBoth(merged, ourPart, theirPart);
    at = place.to;
  }
  merged.blocks.push(...base.slice(at));
  return merged;
}

/** Blocks of the base from `from` to `to` that became the blocks of a side from `start` to `end`. */
interface Edit {
  from: number;
  to: number;
  start: number;
  end: number;
}
interface Side {
  blocks: readonly AnswerNode[];
  keys: readonly string[];
  /** By place here: the place in the base. */
  old: ReadonlyMap<number, number>;
  kept: ReadonlySet<number>;
  /** In order; each is taken off when it is joined. */
  edits: Edit[];
  /** How far places here are beyond those of the base, after the edits that are joined. */
  beyond: number;
}

function sideOf(blocks: readonly AnswerNode[], baseKeys: readonly string[]): Side {
  const keys = blocks.map(blockKey);
  const same = samePlaces(baseKeys, keys);
  const edits: Edit[] = [];
  let [from, start] = [0, 0];
  for (const [to, end] of [...same, [baseKeys.length, keys.length] as const]) {
    if (to > from || end > start) edits.push({ from, to, start, end });
    [from, start] = [to + 1, end + 1];
  }
  const old = new Map(same.map(([inBase, here]) => [here, inBase]));
  return { blocks, keys, old, kept: new Set(old.values()), edits, beyond: 0 };
}

interface Place {
  from: number;
  to: number;
  by: 'ours' | 'theirs' | 'both';
}

/** The next place of the base that a side changed, as wide as the changes there that overlap. */
function nextPlace({ edits: ours }: Side, { edits: theirs }: Side): Place | undefined {
  const [mine, other] = [ours[0], theirs[0]];
  if (mine === undefined && other === undefined) return undefined;
  const isOursFirst = other === undefined || (mine !== undefined && comesBefore(mine, other));
  const first = isOursFirst ? mine : other;
  if (first === undefined) return undefined;
  const place: Place = { from: first.from, to: first.to, by: isOursFirst ? 'ours' : 'theirs' };
  let [inOurs, inTheirs] = isOursFirst ? [1, 0] : [0, 1];
  for (;;) {
    const next = [ours[inOurs], theirs[inTheirs]].map((edit) => edit !== undefined && overlaps(place, edit));
    if (next[0]) place.to = Math.max(place.to, ours[inOurs++]?.to ?? 0);
    else if (next[1]) place.to = Math.max(place.to, theirs[inTheirs++]?.to ?? 0);
    else break;
  }
  if (inOurs > 0 && inTheirs > 0) place.by = 'both';
  return place;
}

const comesBefore = (a: Edit, b: Edit) => a.from < b.from || (a.from === b.from && a.to <= b.to);

function overlaps(place: { from: number; to: number }, edit: Edit): boolean {
  if (edit.from < place.to) return true;
  return place.from === place.to && edit.from === place.from && edit.to === place.to;
}

interface Part {
  blocks: readonly AnswerNode[];
  keys: readonly string[];
  /** Of each block that was already in the base. */
  placeInBase: readonly (number | undefined)[];
  /** The places of the base that this side left alone. */
  kept: ReadonlySet<number>;
}

/** What a side has at a place of the base; its edits there are done with. */
function partOf(side: Side, { from, to }: Place): Part {
  const start = from + side.beyond;
  const isHere = (edit: Edit) => edit.from < to || (edit.from === from && edit.to === to);
  for (let edit = side.edits[0]; edit !== undefined && isHere(edit); edit = side.edits[0]) {
    side.beyond += edit.end - edit.start - (edit.to - edit.from);
    side.edits.shift();
  }
  const keys = side.keys.slice(start, to + side.beyond);
  const placeInBase = keys.map((_, at) => side.old.get(start + at));
  return {
    blocks: side.blocks.slice(start, to + side.beyond),
    keys,
    placeInBase,
    kept: side.kept,
  };
}

/** Both changed something here: what is the same in both stands once, and between that, ours before theirs. */
function joinBoth(merged: Merged, mine: Part, other: Part): void {
  let [fromMine, fromOther] = [0, 0];
  const isTakenOut = (place: number | undefined) => place !== undefined && !other.kept.has(place);
  const ends: [number, number] = [mine.keys.length, other.keys.length];
  for (const [inMine, inOther] of [...samePlaces(mine.keys, other.keys), ends]) {
    const places = mine.placeInBase.slice(fromMine, inMine);
    const ours = mine.blocks.slice(fromMine, inMine).filter((_, at) => !isTakenOut(places[at]));
    const theirs = other.blocks
      .slice(fromOther, inOther)
      .filter((_, at) => other.placeInBase[fromOther + at] === undefined);
    merged.blocks.push(...ours, ...theirs);
    if (places.some((place) => place === undefined)) merged.doubled.push(...theirs.filter(holdsText));
    const same = mine.blocks[inMine];
    if (same !== undefined) merged.blocks.push(same);
    [fromMine, fromOther] = [inMine + 1, inOther + 1];
  }
}

function holdsText({ text, content = [] }: AnswerNode): boolean {
  return (text ?? '').trim() !== '' || content.some(holdsText);
}
