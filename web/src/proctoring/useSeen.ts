import type { SittingId } from '@invigil/contract/ids';
import { shallowReactive } from 'vue';
import { z } from 'zod';
import { KeptTexts } from './keptTexts.ts';

const mostKept = 500;
const keys = z.array(z.string().max(100)).max(mostKept);

/** What of the proctors' doings the candidate has seen, kept by this browser so that a reload shows nothing twice. */
export function useSeen(sittingId: SittingId, kept = new KeptTexts('invigil.seen.')) {
  const seen = shallowReactive(new Set<string>(read(kept.get(sittingId))));

  function see(...shown: readonly string[]): void {
    const fresh = shown.filter((key) => !seen.has(key));
    if (fresh.length === 0) return;
    for (const key of fresh) seen.add(key);
    kept.set(sittingId, JSON.stringify([...seen].slice(-mostKept)));
  }
  return { seen: seen as ReadonlySet<string>, see };
}

function read(text: string | undefined): string[] {
  try {
    return keys.safeParse(JSON.parse(text ?? '[]')).data ?? [];
  } catch (fault) {
    console.warn('what was seen cannot be read', fault);
    return [];
  }
}
