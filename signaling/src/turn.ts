import { createHmac } from 'node:crypto';
import type { IceServer } from '@invigil/contract/transports';

const hourMs = 3_600_000;
/** Time given to a sitting after it was welcomed does not cut its relay: the credential lives an hour longer than it. */
const marginMs = hourMs;
const longestMs = 24 * hourMs;

/** Relays that admit by credentials of limited time, and the secret that they share with us. */
export interface TurnRelays {
  urls: readonly string[];
  secret: string;
}

/**
 * What a browser shows to a relay: the user name is the second (Unix time) at which it expires and an id for the relay's
 * log, the password proves that it comes from us ("A REST API For Access To TURN Services", draft-uberti-behave-turn-rest).
 * The relay recomputes the password and asks nobody.
 * @param endsAt milliseconds; the credential expires an hour after, and a day from `now` at the latest.
 */
export function turnServer({ urls, secret }: TurnRelays, { id, endsAt, now }: TurnHolder): IceServer {
  const expiresAt = Math.min(endsAt + marginMs, now + longestMs);
  const username = `${Math.ceil(expiresAt / 1000)}:${id}`;
  return { urls: [...urls], username, credential: turnPassword(secret, username) };
}

export const turnPassword = (secret: string, username: string) =>
  createHmac('sha1', secret).update(username).digest('base64');

interface TurnHolder {
  id: string;
  endsAt: number;
  now: number;
}
