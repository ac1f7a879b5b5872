import { listSetting } from '@invigil/server-kit/config';
import { z } from 'zod';
import type { TurnRelays } from './turn.ts';

const turnUrl = z
  .string()
  .max(255)
  .regex(/^turns?:[^\s,?]+(\?transport=(udp|tcp))?$/, 'must be turn:host:port or turns:host:port');

/** Settings about relays that mean the same however Invigil is started. */
export const turnSettings = {
  TURN_URLS: listSetting
    .pipe(z.array(turnUrl).max(4, 'must be four at most'))
    .default([])
    .describe('Relays of your own, separated by commas: turn:host:3478, turns:host:5349?transport=tcp.'),
  TURN_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('The secret shared with these relays (static-auth-secret of coturn), at least 32 characters.'),
};

interface GivenTurn {
  TURN_URLS: string[];
  TURN_SECRET?: string;
}

/** For `refine`: one without the other would let nobody through, and nobody would see why. */
export const turnIsWhole = ({ TURN_URLS, TURN_SECRET }: GivenTurn) =>
  TURN_URLS.length > 0 === (TURN_SECRET !== undefined);
export const turnIsNotWhole = { path: ['TURN_SECRET'], message: 'and TURN_URLS are given together or not at all' };

export const turnOf = ({ TURN_URLS, TURN_SECRET }: GivenTurn): TurnRelays | undefined =>
  TURN_SECRET === undefined ? undefined : { urls: TURN_URLS, secret: TURN_SECRET };
