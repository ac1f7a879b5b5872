import { ConfigError } from '@invigil/server-kit/config';
import { expect, test } from 'vitest';
import { startNode } from '../testkit/startNode.ts';
import { configOf, readMediaServerSettings } from './config.ts';

test('several addresses are announced each in place of the one it stands for', async () => {
  const env = { MEDIA_HOST: '127.0.0.1, ::1', ANNOUNCED_ADDRESS: '203.0.113.5,2001:db8::5', MEDIA_PORT: '0' };
  const config = configOf(readMediaServerSettings(env));
  const node = await startNode({ ...config, workers: 1, spareWorkers: 0 });
  const { sendTransport } = await node.place();
  const offered = sendTransport.iceCandidates.map(({ address, protocol }) => `${protocol} ${address}`);
  expect(offered.toSorted()).toEqual(['tcp 2001:db8::5', 'tcp 203.0.113.5', 'udp 2001:db8::5', 'udp 203.0.113.5']);
});

test('every address of both families can be listened on at once', async () => {
  const env = { MEDIA_HOST: '0.0.0.0,::', ANNOUNCED_ADDRESS: '127.0.0.1,::1' };
  const basePort = 20_000 + Math.floor(Math.random() * 20_000);
  const node = await startNode({ ...configOf(readMediaServerSettings(env)), workers: 1, spareWorkers: 0, basePort });
  const { sendTransport } = await node.place();
  expect(new Set(sendTransport.iceCandidates.map(({ port }) => port))).toEqual(new Set([basePort]));
});

test('addresses that do not stand for each other are refused', () => {
  expect(() => readMediaServerSettings({ MEDIA_HOST: '0.0.0.0,::', ANNOUNCED_ADDRESS: '203.0.113.5' })).toThrow(
    ConfigError,
  );
  expect(() => readMediaServerSettings({ MEDIA_HOST: '::' })).toThrow('ANNOUNCED_ADDRESS: is required');
});
