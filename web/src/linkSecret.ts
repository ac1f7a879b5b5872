import { activationPaths, resetPath, secretOf } from '@invigil/contract/pageLinks';
import { readonly, shallowRef } from 'vue';

const paths: readonly string[] = [...Object.values(activationPaths), resetPath];
const taken = shallowRef<string>();

/** The code or token that the link of a mail brought; it lives in this page's memory and nowhere else. */
export const linkSecret = readonly(taken);

/**
 * Takes the secret out of the address bar as soon as there is one, so that neither a bookmark, a shared screen nor the
 * history keeps it. Called before the router first reads the address.
 */
export function takeSecret(
  location: Pick<Location, 'pathname' | 'search' | 'hash'>,
  history: Pick<History, 'state' | 'replaceState'>,
): void {
  const path = location.pathname.replace(/\/$/, '');
  if (!paths.includes(path)) return;
  const secret = secretOf(location.hash);
  if (secret === undefined) return;
  taken.value = secret;
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** Once it is used, or given up for another. */
export function forgetSecret(): void {
  taken.value = undefined;
}
