import { limits } from '@invigil/contract/limits';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { expect, test } from 'vitest';
import { configOf, readSignalingSettings } from './config.ts';
import { ordinaryDrainTimes } from './handOver/drain.ts';

test('what must be told is the origins and the key; the rest has its default', async () => {
  const { publicJwk } = await generateJoinKeys();
  const settings = readSignalingSettings({
    ALLOWED_ORIGINS: 'https://a.example, https://b.example',
    JOIN_TOKEN_PUBLIC_JWK: JSON.stringify(publicJwk),
  });
  expect(configOf(settings)).toEqual({
    host: '0.0.0.0',
    port: 4443,
    allowedOrigins: ['https://a.example', 'https://b.example'],
    joinTokenPublicJwk: publicJwk,
    iceServers: [],
    turn: undefined,
    presenceGraceMs: limits.presenceGraceMs,
    drainTimes: { ...ordinaryDrainTimes, longestMs: 32_000 },
  });
});

test('every fault is told in one message', () => {
  expect(() =>
    readSignalingSettings({ JOIN_TOKEN_PUBLIC_JWK: '{', ICE_SERVERS: '[{}]', SIGNALING_PORT: '-1' }),
  ).toThrow(/ALLOWED_ORIGINS.*|JOIN_TOKEN_PUBLIC_JWK.*|ICE_SERVERS.*|SIGNALING_PORT/s);
});

test('relays and the secret shared with them are given together, and well formed', async () => {
  const { publicJwk } = await generateJoinKeys();
  const given = { ALLOWED_ORIGINS: 'https://a.example', JOIN_TOKEN_PUBLIC_JWK: JSON.stringify(publicJwk) };
  const TURN_URLS = 'turn:turn.example:3478, turns:turn.example:5349?transport=tcp';
  const TURN_SECRET = 's'.repeat(32);
  expect(configOf(readSignalingSettings({ ...given, TURN_URLS, TURN_SECRET })).turn).toEqual({
    urls: ['turn:turn.example:3478', 'turns:turn.example:5349?transport=tcp'],
    secret: TURN_SECRET,
  });
  expect(() => readSignalingSettings({ ...given, TURN_URLS })).toThrow(/TURN_SECRET: is required/);
  expect(() => readSignalingSettings({ ...given, TURN_SECRET })).toThrow(/given together/);
  expect(() => readSignalingSettings({ ...given, TURN_URLS, TURN_SECRET: 'short' })).toThrow(/at least 32/);
  expect(() => readSignalingSettings({ ...given, TURN_URLS: 'https://turn.example', TURN_SECRET })).toThrow(
    /turn:host/,
  );
});
