import { AppError } from '@invigil/contract/errors';
import type { Source } from '@invigil/contract/sources';
import { expect, test } from 'vitest';
import type { LineView } from './checkLine.ts';
import { type ConnectionParts, checkConnection, type MeasuredLine } from './connectionCheck.ts';

const sources: readonly Source[] = ['webcam', 'screen'];
const up: LineView = {
  socket: 'live',
  error: undefined,
  media: 'connected',
  links: { webcam: 'live', screen: 'live' },
};

/** A line in this state, whose statistics grow with every look; `cut` comes back when `heals`. */
function lineThat(view: Partial<LineView>, { heals = true, kbps = 900 } = {}) {
  let looks = 0;
  let isCut = false;
  const line: { -readonly [K in keyof MeasuredLine]: MeasuredLine[K] } = {
    view: { ...up, ...view },
    until: async (holds, signal) => {
      if (holds(line.view)) return true;
      // What does not hold now never will: the wait ends when its time is out.
      if (isCut && heals) return true;
      void signal;
      return false;
    },
    cut: () => {
      isCut = true;
      if (!heals) line.view = { ...line.view, socket: 'reconnecting' };
    },
    stats: async () => {
      looks += 1;
      const stats = [
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
        {
          id: 'P',
          type: 'candidate-pair',
          localCandidateId: 'L',
          currentRoundTripTime: 0.04,
          availableOutgoingBitrate: kbps * 1_000,
        },
        { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
        { id: 'O', type: 'outbound-rtp', bytesSent: looks * 100, packetsSent: looks * 10 },
        { id: 'R', type: 'remote-inbound-rtp', packetsLost: 0, roundTripTimeMeasurements: looks },
      ];
      return new Map(stats.map((stat) => [stat.id, stat]));
    },
  };
  return line;
}

function check(line: MeasuredLine, more: Partial<ConnectionParts> = {}) {
  let clock = 0;
  const phases: string[] = [];
  const done = checkConnection({
    line,
    sources,
    thresholds: async () => ({
      goodDownloadKbps: 1_000,
      leastDownloadKbps: 250,
      goodUploadKbps: 250,
      leastUploadKbps: 120,
      goodRoundTripMs: 300,
      mostRoundTripMs: 800,
      autosaveMs: 2_000,
    }),
    sendMs: 0,
    isShort: false,
    fetchBytes: async (bytes) => {
      clock += 100;
      return bytes;
    },
    tell: (phase) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    },
    now: () => clock,
    signal: new AbortController().signal,
    ...more,
  });
  return { done, phases };
}

test('a line that arrives, bears enough and comes back passes, with its figures', async () => {
  const { done, phases } = check(lineThat({}));
  const { outcome, fault, facts } = await done;
  expect({ outcome, fault }).toEqual({ outcome: 'passed', fault: null });
  expect(facts).toContainEqual({ name: 'uploadKbps', value: '900' });
  expect(facts.map(({ name }) => name)).toEqual(expect.arrayContaining(['downloadKbps', 'reconnectMs', 'webcam']));
  expect(phases).toEqual(['connecting', 'sending', 'downloading', 'reconnecting']);
});

test('the short check leaves out what takes long', async () => {
  const { done, phases } = check(lineThat({}), { isShort: true });
  expect((await done).outcome).toBe('passed');
  expect(phases).toEqual(['connecting', 'sending']);
});

test('a socket that never opens, media that finds no way and media that nobody sees are told apart', async () => {
  const faultOf = async (view: Partial<LineView>) => (await check(lineThat(view)).done).fault;
  expect(await faultOf({ socket: 'connecting' })).toBe('socketBlocked');
  expect(await faultOf({ media: 'failed', links: { webcam: 'reconnecting' } })).toBe('iceFailed');
  expect(await faultOf({ links: { webcam: 'live', screen: 'lost' } })).toBe('notSeenByServer');
});

test('what the server refused is thrown with its code', async () => {
  const refused = lineThat({ socket: 'ended', error: { code: 'noCapacity', retryAfterSeconds: 5 } });
  await expect(check(refused).done).rejects.toEqual(new AppError({ code: 'noCapacity', retryAfterSeconds: 5 }));
});

test('a line that does not come back after a cut fails', async () => {
  expect((await check(lineThat({}, { heals: false })).done).fault).toBe('connectionCut');
});

test('a line that is cut while it is measured and stays away fails, however much was measured before', async () => {
  const line = lineThat({}, { heals: false });
  const dropped = () => {
    line.view = { ...line.view, socket: 'reconnecting', media: 'disconnected', links: {} };
    return Promise.reject(new AppError({ code: 'unavailable', retryAfterSeconds: 3 }));
  };
  expect(await check(line, { fetchBytes: dropped }).done).toMatchObject({ outcome: 'failed', fault: 'connectionCut' });
});

test('out of time, a line that is away fails', async () => {
  const gone = new AbortController();
  const line = lineThat({}, { heals: false });
  const fetchBytes = () => {
    line.view = { ...line.view, media: 'disconnected' };
    gone.abort();
    return Promise.reject(new TypeError('aborted'));
  };
  const { done } = check(line, { signal: gone.signal, fetchBytes });
  expect(await done).toMatchObject({ outcome: 'failed', fault: 'connectionCut' });
});

test('a line that is cut while it is measured and comes back works, and is warned of, in the short check too', async () => {
  for (const isShort of [false, true]) {
    const line = lineThat({});
    const { stats } = line;
    let looks = 0;
    line.stats = async () => {
      looks += 1;
      if (looks === 1) line.view = { ...up, socket: 'reconnecting' };
      return await stats();
    };
    line.until = async (holds) => {
      line.view = up;
      return holds(up);
    };
    const { outcome, fault } = await check(line, { isShort }).done;
    expect({ outcome, fault }).toEqual({ outcome: 'warned', fault: 'connectionCut' });
  }
});

test('out of time, what was measured so far is told', async () => {
  const gone = new AbortController();
  const fetchBytes = () => {
    gone.abort();
    return Promise.reject(new TypeError('aborted'));
  };
  const { done } = check(lineThat({}), { signal: gone.signal, fetchBytes });
  expect(await done).toMatchObject({ outcome: 'warned', fault: 'checkTimedOut' });
});

test('without anything shared the rest of the line is measured still', async () => {
  const { outcome, facts } = await check(lineThat({ links: {}, media: 'none' }), { sources: [] }).done;
  expect(outcome).toBe('passed');
  expect(facts.map(({ name }) => name)).toEqual(['downloadKbps', 'reconnectMs']);
});
