import { expect, test } from 'vitest';
import { janusConfig } from './janusConfig.ts';

test('every bot has a room, and event loops are named only when they are wanted', () => {
  const config = janusConfig({ address: '10.0.0.1', rooms: 3, eventLoops: 2 });
  expect(config['janus.plugin.videoroom.jcfg']?.match(/^room-\d+/gm)).toEqual(['room-1000', 'room-1001', 'room-1002']);
  expect(config['janus.jcfg']).toContain('event_loops = 2');
  expect(janusConfig({ address: '10.0.0.1', rooms: 1, eventLoops: 0 })['janus.jcfg']).not.toContain('event_loops');
});
