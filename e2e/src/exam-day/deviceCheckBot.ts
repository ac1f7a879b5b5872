import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { LiveLink } from '@invigil/contract/client/liveLink';
import type { SocketConstructor } from '@invigil/contract/client/liveLinkSocket';
import { deviceCheckSteps } from '@invigil/contract/deviceCheckSteps';
import { type DeviceId, deviceId } from '@invigil/contract/ids';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { TransportOptions } from '@invigil/contract/transports';
import { PublisherBot, randomSsrc, videoTrack } from '../../../media-server/testkit/publisherBot.ts';
import { until } from '../support/until.ts';

/**
 * Passes a full check of a device for somebody, without a browser: a bot publishes a webcam and a screen until the server
 * sees both, and what the page would have found is told as found.
 * @param origin of the web app, as a browser would send it.
 * @returns the id of the device that may now enter.
 */
export async function passDeviceCheck(person: HttpCaller, origin: string): Promise<DeviceId> {
  const device = deviceId.parse(randomUUID());
  const { checkId, join } = await person.call('startDeviceCheck', { body: { kind: 'full', deviceId: device } });
  const params = { checkId };
  const bot = await PublisherBot.create();
  const live = new Set<string>();
  const link = LiveLink.open({
    WebSocket: socketFrom(origin),
    getToken: async (): Promise<JoinGrant> => join,
    onWelcome: ({ here }) => {
      if (here.role === 'candidate') void publish(link, bot, here.sendTransport);
    },
    onNote: (note) => {
      if (note.name === 'streamLink' && note.data.link === 'live') live.add(note.data.streamId);
    },
  });
  try {
    await person.call('saveCheckText', { params, body: { text: 'Typed', baseRevision: 0 } });
    await until(() => (live.size === 2 ? undefined : `${live.size} of 2 streams are live, ${link.status.state}`));
    const steps = deviceCheckSteps.map((step) => ({ step, outcome: 'passed' as const, fault: null, facts: [] }));
    const body = { device: { browser: 'Chromium', system: 'Linux' }, steps };
    const { passed, steps: settled } = await person.call('finishDeviceCheck', { params, body });
    if (!passed) throw new Error(`the check did not pass: ${JSON.stringify(settled)}`);
    return device;
  } finally {
    link.close();
    bot.close();
  }
}

async function publish(link: LiveLink, bot: PublisherBot, transport: TransportOptions): Promise<void> {
  const ssrcs = { webcam: randomSsrc(), screen: randomSsrc() };
  bot.connect(transport);
  const streams = [videoTrack('webcam', ssrcs.webcam), videoTrack('screen', ssrcs.screen)];
  const { transportId } = transport;
  await link.call('start', { transportId, dtlsParameters: bot.dtlsParameters, streams });
  await bot.opened;
  for (const ssrc of Object.values(ssrcs)) bot.flow(ssrc, { framesPerSecond: 10 });
}

/** Node's socket, which says what page it belongs to as a browser's does. */
function socketFrom(origin: string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, { protocols, headers: { origin } } as unknown as string[]);
    }
  } as unknown as SocketConstructor;
}
