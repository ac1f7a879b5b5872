import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    /** Every RTCPeerConnection of the page, newest last; only a test's init script sets it. */
    openedPeerConnections: RTCPeerConnection[];
    /** How often the page asked for the webcam and for the screen. */
    captureRequests: { webcam: number; screen: number };
  }
}

/** Lets a test read the statistics of connections that the page itself keeps private, and count capture prompts. */
export async function watchPeerConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.openedPeerConnections = [];
    window.captureRequests = { webcam: 0, screen: 0 };
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.openedPeerConnections.push(this);
      }
    };
    const devices = navigator.mediaDevices;
    const { getUserMedia, getDisplayMedia } = devices;
    devices.getUserMedia = async (constraints) => {
      window.captureRequests.webcam += 1;
      return await getUserMedia.call(devices, constraints);
    };
    devices.getDisplayMedia = async (options) => {
      window.captureRequests.screen += 1;
      return await getDisplayMedia.call(devices, options);
    };
  });
}

export interface TransportFacts {
  srtpCipher: string | undefined;
  dtlsState: string | undefined;
  /** The server's port of the selected candidate pair: it names the media worker, unless a proxy stands before it. */
  serverPort: number | undefined;
  /** `udp` or `tcp`. */
  protocol: string | undefined;
  /** As ICE last measured it, in milliseconds. */
  roundTripMs: number | undefined;
}

/** The transports of the page's connections that are still open, newest last. */
export async function transportFacts(page: Page): Promise<TransportFacts[]> {
  return await page.evaluate(async () => {
    const facts: TransportFacts[] = [];
    for (const connection of window.openedPeerConnections) {
      if (connection.connectionState === 'closed') continue;
      const report = new Map<string, Record<string, unknown>>();
      for (const [id, stats] of await connection.getStats()) report.set(id, stats);
      for (const stats of report.values()) {
        if (stats.type !== 'transport') continue;
        const pair = report.get(String(stats.selectedCandidatePairId));
        const remote = report.get(String(pair?.remoteCandidateId));
        facts.push({
          srtpCipher: stats.srtpCipher as string | undefined,
          dtlsState: stats.dtlsState as string | undefined,
          serverPort: remote?.port as number | undefined,
          protocol: remote?.protocol as string | undefined,
          roundTripMs: Number(pair?.currentRoundTripTime) * 1_000,
        });
      }
    }
    return facts;
  });
}

export async function captureRequests(page: Page): Promise<{ webcam: number; screen: number }> {
  return await page.evaluate(() => window.captureRequests);
}

/** The packets of sound that the page's open connections have received so far. */
export async function heardAudio(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    let packets = 0;
    for (const connection of window.openedPeerConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const [, stats] of await connection.getStats()) {
        if (stats.type === 'inbound-rtp' && stats.kind === 'audio') packets += stats.packetsReceived;
      }
    }
    return packets;
  });
}
