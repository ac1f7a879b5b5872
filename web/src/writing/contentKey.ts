import type { AnswerNode } from '@invigil/contract/answerDoc';
import { canonicalJson } from '@invigil/contract/canonicalJson';

/** The same for the same block, whatever wrote it and in which order its fields came. */
export function blockKey(block: AnswerNode): string {
  return canonicalJson(block);
}

/** A short name of a content, the same for the same content; 53 bits, so that two contents do not share one. */
export function contentKey(content: unknown): string {
  const text = canonicalJson(content);
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    high = Math.imul(high ^ letter, 2_654_435_761);
    low = Math.imul(low ^ letter, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
