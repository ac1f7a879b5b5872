import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { expect, test } from 'vitest';
import { configOf, readApiSettings } from './config.ts';
import { usualConnectionLimits } from './http/connectionLimits.ts';
import { usualRetention } from './retention/settings.ts';

test('settings become a config; what is not set has its default', async () => {
  const { privateJwk } = await generateJoinKeys();
  const settings = readApiSettings({
    DATABASE_URL: 'postgresql://invigil@db.example/invigil',
    SIGNALING_URL: 'wss://live.example/live',
    JOIN_TOKEN_PRIVATE_JWK: JSON.stringify(privateJwk),
    PUBLIC_URL: 'https://exams.example',
    ACCESS_CODE_KEY: 'k'.repeat(43),
    OUTBOX_DIR: '/tmp/outbox',
    FILES_DIR: '/tmp/files',
    TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1',
  });
  expect(configOf(settings)).toEqual({
    joinTokenPrivateJwk: privateJwk,
    signalingUrl: 'wss://live.example/live',
    webRoot: undefined,
    secureCookies: true,
    trustedProxies: ['10.0.0.0/8', '192.0.2.1'],
    publicOrigins: [],
    publicUrl: 'https://exams.example',
    accessCodes: { key: 'k'.repeat(43), days: 30 },
    deviceCheckDays: 14,
    mail: { smtpUrl: undefined, from: 'Invigil <invigil@localhost>', outboxDir: '/tmp/outbox' },
    filesDir: '/tmp/files',
    timeZone: 'Europe/Paris',
    retention: usualRetention,
    connections: { perAddress: usualConnectionLimits.perAddress },
  });
  expect(settings).toMatchObject({ PORT: 8080, DEMO: false, DATABASE_CONNECTIONS: 10 });
});

test('all faults are told at once, and no secret is repeated', () => {
  const read = () =>
    readApiSettings({
      SIGNALING_URL: 'https://live.example',
      JOIN_TOKEN_PRIVATE_JWK: '{"d":"hush"}',
      PORT: 'x',
      ACCESS_CODE_KEY: 'hush',
      SMTP_URL: 'http://hush@mail.example',
    });
  expect(read).toThrow(
    /DATABASE_URL: is required[\s\S]*PORT: [\s\S]*SIGNALING_URL: [\s\S]*JOIN_TOKEN_PRIVATE_JWK[\s\S]*PUBLIC_URL: is required[\s\S]*ACCESS_CODE_KEY: [\s\S]*SMTP_URL/,
  );
  expect(read).not.toThrow('hush');
});
