import { createHttpCaller, type Fetch, type HttpCaller } from '@invigil/contract/client/httpCaller';

/** Somebody who speaks to the api without a browser, and keeps its cookies as one does. */
export function httpPerson(url: string): HttpCaller {
  const cookies = new Map<string, string>();
  const withCookies: Fetch = async (address, { credentials: _, ...init }) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...init, headers: { ...init.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return answer;
  };
  return createHttpCaller({ baseUrl: url, fetch: withCookies });
}

export async function httpPersonAs(url: string, who: { email: string; password: string }): Promise<HttpCaller> {
  const person = httpPerson(url);
  await person.call('signIn', { body: { email: who.email, password: who.password } });
  return person;
}
