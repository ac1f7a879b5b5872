import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoAtExit } from '../machine/leftovers.ts';

export const janusPort = 8_188;
export const firstRoom = 1_000;

export interface JanusSettings {
  address: string;
  rooms: number;
  /** Threads that share the connections; 0 is Janus' default, a thread for each connection. */
  eventLoops: number;
}

const libraries = '/usr/lib/x86_64-linux-gnu/janus';

/** Janus' configuration in a folder of its own: VideoRoom and WebSockets only, errors only, no time-outs. */
export async function writeJanusConfig(settings: JanusSettings): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'invigil-bench-janus-'));
  undoAtExit(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(janusConfig(settings))) await writeFile(join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function janusConfig({ address, rooms, eventLoops }: JanusSettings): Record<string, string> {
  return {
    'janus.jcfg': `
general: {
  debug_level = 2
  interface = "${address}"
  session_timeout = 0
  plugins_folder = "${libraries}/plugins"
  transports_folder = "${libraries}/transports"
  ${eventLoops > 0 ? `event_loops = ${eventLoops}` : ''}
}
media: { ipv6 = false, rtp_port_range = "20000-39000" }
nat: { ice_lite = true, full_trickle = false, ignore_mdns = true, ice_enforce_list = "${address}" }
plugins: { disable = "${unusedPlugins.map((name) => `libjanus_${name}.so`).join(',')}" }
transports: { disable = "${unusedTransports.map((name) => `libjanus_${name}.so`).join(',')}" }
`,
    'janus.transport.websockets.jcfg': `
general: { json = "compact", ws = true, ws_port = ${janusPort}, ws_ip = "${address}" }
`,
    'janus.plugin.videoroom.jcfg': Array.from({ length: rooms }, (_, index) => roomConfig(firstRoom + index)).join(''),
  };
}

/** No bit rate limit and no key frame requests by the clock: our server has neither. */
function roomConfig(room: number): string {
  return `room-${room}: { publishers = 2, bitrate = 0, fir_freq = 0, videocodec = "vp8", notify_joining = false }\n`;
}

const unusedPlugins = [
  'audiobridge',
  'duktape',
  'echotest',
  'lua',
  'nosip',
  'recordplay',
  'sip',
  'streaming',
  'textroom',
  'videocall',
  'voicemail',
];
const unusedTransports = ['http', 'mqtt', 'nanomsg', 'pfunix', 'rabbitmq'];
