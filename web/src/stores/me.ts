import { AppError } from '@invigil/contract/errors';
import type { Language } from '@invigil/contract/roles';
import type { RouteBody } from '@invigil/contract/routes';
import type { Me } from '@invigil/contract/routes/account';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { api } from '../api.ts';
import { speak } from '../i18n/i18n.ts';
import { hereZone } from '../timeZones.ts';

type Changes = RouteBody<'changeMe'>;

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
    return await enter(await api.call('signIn', { body: { email, password } }));
  }

  /** A session was opened on this browser. */
  async function enter(signedIn: Me): Promise<Me> {
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
    if (me.value !== undefined) await change({ language });
  }

  /** Throws an AppError. */
  async function change(changes: Changes): Promise<void> {
    me.value = await api.call('changeMe', { body: changes });
    if (changes.language !== undefined) speak(me.value.language);
  }

  /** Whether the current documents must still be accepted, as the server just said. */
  function setConsentDue(consentDue: boolean): void {
    if (me.value !== undefined) me.value = { ...me.value, consentDue };
  }

  /** The account learns what only this browser knows: a language picked before signing in, and its time zone. */
  async function welcome(signedIn: Me): Promise<void> {
    me.value = signedIn;
    const language = picked === signedIn.language ? undefined : picked;
    const timeZone = signedIn.timeZone === null ? hereZone() : undefined;
    if (language === undefined) speak(signedIn.language);
    if (language === undefined && timeZone === undefined) return;
    try {
      await change({ ...(language && { language }), ...(timeZone && { timeZone }) });
    } catch (fault) {
      // Signing in worked, and this visit goes by the browser's own anyway; the next one tells the account again.
      console.warn('the account could not be told this browser’s language or time zone', fault);
    }
  }

  return { me, load, signIn, enter, signOut, forget, choose, change, setConsentDue };
});
