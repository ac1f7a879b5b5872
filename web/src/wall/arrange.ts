import type { SittingId } from '@invigil/contract/ids';
import { type Attention, byAttention } from './attention.ts';
import { linkRank, type WallCandidate } from './wallCandidate.ts';

export const sorts = ['attention', 'name', 'incidents', 'connection', 'progress'] as const;
export type Sort = (typeof sorts)[number];

export const filters = ['all', 'attention', 'incidents', 'connection', 'absent'] as const;
export type Filter = (typeof filters)[number];

/** What the proctor wants to see, and in which order. */
export interface Arrangement {
  sort: Sort;
  filter: Filter;
  /** Only the candidates they look after. */
  mineOnly: boolean;
  /** Part of a name, in any case and with or without its accents. */
  search: string;
  /** They stay first, in the order in which they were pinned. */
  pinned: readonly SittingId[];
}

export interface Arranged extends WallCandidate {
  attention: Attention;
}

/** Who stands on the wall, in order. `candidates` are by name, which decides between equals. */
export function arrange(candidates: readonly Arranged[], wanted: Arrangement): SittingId[] {
  const searched = plain(wanted.search);
  const isWanted = (one: Arranged) =>
    (!wanted.mineOnly || one.isMine) &&
    passes[wanted.filter](one) &&
    plain(one.sitting.candidateName).includes(searched);
  const pinAt = (one: Arranged) => {
    const at = wanted.pinned.indexOf(one.sittingId);
    return at < 0 ? wanted.pinned.length : at;
  };
  return candidates
    .filter(isWanted)
    .sort((a, b) => pinAt(a) - pinAt(b) || orders[wanted.sort](a, b))
    .map(({ sittingId }) => sittingId);
}

const passes: Record<Filter, (one: Arranged) => boolean> = {
  all: () => true,
  attention: ({ attention }) => attention.need !== undefined,
  incidents: ({ incidents }) => incidents.length > 0,
  connection: ({ sitting }) => linkRank(sitting) < 6,
  absent: ({ sitting: { presence } }) => presence !== 'here',
};

const orders: Record<Sort, (a: Arranged, b: Arranged) => number> = {
  attention: (a, b) => byAttention(a.attention, b.attention),
  name: () => 0,
  incidents: (a, b) => b.incidents.length - a.incidents.length,
  connection: (a, b) => linkRank(a.sitting) - linkRank(b.sitting),
  progress: (a, b) => answered(a) - answered(b) || (a.told?.progress.words ?? 0) - (b.told?.progress.words ?? 0),
};

const answered = ({ told }: Arranged) => told?.progress.answered ?? 0;

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
