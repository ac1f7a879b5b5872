import { limits } from '@invigil/contract/limits';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { expect, test } from 'vitest';
import { configOf, readSignalingSettings } from './config.ts';

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
    presenceGraceMs: limits.presenceGraceMs,
  });
});

test('every fault is told in one message', () => {
  expect(() =>
    readSignalingSettings({ JOIN_TOKEN_PUBLIC_JWK: '{', ICE_SERVERS: '[{}]', SIGNALING_PORT: '-1' }),
  ).toThrow(/ALLOWED_ORIGINS.*|JOIN_TOKEN_PUBLIC_JWK.*|ICE_SERVERS.*|SIGNALING_PORT/s);
});
