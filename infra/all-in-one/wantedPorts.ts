import type { AllInOneConfig } from './config.ts';
import type { WantedPort } from './ports.ts';

/** Every port that a start will open. */
export function wantedPorts(config: AllInOneConfig): WantedPort[] {
  const { host, port, signalingPort, mediaPort, mediaWorkers, spareWorkers, opsHost, opsPort } = config;
  const mediaPorts =
    mediaPort === 0 ? [] : Array.from({ length: mediaWorkers + spareWorkers }, (_, n) => mediaPort + n);
  return [
    { port, host, protocol: 'TCP', purpose: 'pages and API', setting: 'PORT', hostSetting: 'HOST' },
    {
      port: signalingPort,
      host,
      protocol: 'TCP',
      purpose: 'live connection',
      setting: 'SIGNALING_PORT',
      hostSetting: 'HOST',
    },
    {
      port: opsPort,
      host: opsHost,
      protocol: 'TCP',
      purpose: 'health and metrics',
      setting: 'OPS_PORT',
      hostSetting: 'OPS_HOST',
    },
    ...mediaPorts.flatMap((mediaPortOfOne): WantedPort[] =>
      (['UDP', 'TCP'] as const).map((protocol) => ({
        port: mediaPortOfOne,
        host,
        protocol,
        purpose: 'media',
        setting: 'MEDIA_PORT',
        hostSetting: 'HOST',
      })),
    ),
  ];
}
