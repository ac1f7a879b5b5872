import type { ErrorBody } from '@invigil/contract/errors';
import { useRouter } from 'vue-router';
import { useMe } from '../stores/me.ts';

/** Leads to where an error is mended that no page mends itself, and from there back to this page. */
export function useWayBack(): (error: ErrorBody) => Promise<boolean> {
  const router = useRouter();
  const store = useMe();

  /** @returns whether it left this page. */
  return async (error) => {
    const { name: here, fullPath: next } = router.currentRoute.value;
    if (error.code === 'unauthenticated') {
      store.forget();
      await router.push({ name: 'signIn', query: { next } });
      return true;
    }
    // Where documents are being accepted, the same error speaks of them and not of the way there.
    if (error.code !== 'consentRequired' || store.me === undefined || here === 'consent') return false;
    store.setConsentDue(true);
    await router.push({ name: 'consent', query: { next } });
    return true;
  };
}
