import { AppError } from '@invigil/contract/errors';
import type { Language } from '@invigil/contract/roles';
import type { Me } from '@invigil/contract/routes/account';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { api } from '../api.ts';
import { currentLanguage, speak } from '../i18n/i18n.ts';

/** Who is signed in on this browser. */
export const useMe = defineStore('me', () => {
  const me = shallowRef<Me>();
  let asked: Promise<void> | undefined;
  /** A language picked by hand before signing in outranks the account's, and becomes it. */
  let picked: Language | undefined;

  /** Asks the api once who this browser's session belongs to. Throws an AppError other than `unauthenticated`. */
  function load(): Promise<void> {
    asked ??= ask().catch((fault: unknown) => {
      asked = undefined;
      throw fault;
    });
    return asked;
  }

  async function ask(): Promise<void> {
    try {
      await welcome(await api.call('me'));
    } catch (fault) {
      if (!(fault instanceof AppError) || fault.code !== 'unauthenticated') throw fault;
    }
  }

  /** Throws an AppError, such as `wrongCredentials`. */
  async function signIn(email: string, password: string): Promise<Me> {
    const signedIn = await api.call('signIn', { body: { email, password } });
    asked = Promise.resolve();
    await welcome(signedIn);
    return signedIn;
  }

  async function signOut(): Promise<void> {
    try {
      await api.call('signOut');
    } finally {
      forget();
    }
  }

  /** The session ended elsewhere, or its time is over. */
  function forget(): void {
    me.value = undefined;
    picked = undefined;
  }

  async function choose(language: Language): Promise<void> {
    speak(language);
    picked = language;
    if (me.value !== undefined) me.value = await api.call('changeMe', { body: { language } });
  }

  async function welcome(signedIn: Me): Promise<void> {
    me.value = signedIn;
    if (picked === undefined || picked === signedIn.language) speak(signedIn.language);
    else await choose(currentLanguage());
  }

  return { me, load, signIn, signOut, forget, choose };
});
