import type { StreamId } from '@invigil/contract/ids';
import { streamId, transportId, watchId } from '@invigil/contract/ids';
import type { RtpParameters } from '@invigil/contract/rtp';
import type { SignalData, SignalName, SignalReply } from '@invigil/contract/signals';
import type { TransportOptions } from '@invigil/contract/transports';
import { Device } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { LiveCall } from './call.ts';
import { rtpParametersOf } from './wireParameters.ts';

/** A track of the kind that cameras and screens give. */
class FakeTrack extends EventTarget {
  readonly id = crypto.randomUUID();
  readonly kind = 'video';
  readyState = 'live';
  enabled = true;

  stop(): void {
    this.readyState = 'ended';
  }
}

export const aTrack = () => new FakeTrack() as unknown as MediaStreamTrack;

/** A mediasoup-client device without a browser: the library's own fake of the browser's half. */
export async function aDevice(): Promise<Device> {
  const device = new Device({ handlerFactory: FakeHandler.createFactory(fakeParameters) });
  await device.load({ routerRtpCapabilities: fakeParameters.generateRouterRtpCapabilities() });
  return device;
}

const uuid = (kind: number, n: number) => `0193e6a0-0000-7000-8000-${String(kind)}${String(n).padStart(11, '0')}`;
export const aStreamId = (n: number) => streamId.parse(uuid(1, n));
export const aTransportId = (n: number) => transportId.parse(uuid(2, n));
export const aWatchId = (n: number) => watchId.parse(uuid(3, n));

export function transportOptionsOf(n: number): TransportOptions {
  const { iceParameters, iceCandidates, dtlsParameters } = fakeParameters.generateTransportRemoteParameters();
  return {
    transportId: aTransportId(n),
    iceParameters,
    iceCandidates: iceCandidates as TransportOptions['iceCandidates'],
    dtlsParameters,
  };
}

/** The rtpParameters with which the fake browser consumes a stream. */
export function consumableVideo(): RtpParameters {
  return rtpParametersOf(fakeParameters.generateConsumerRemoteParameters({ codecMimeType: 'video/VP8' }).rtpParameters);
}

type Answers = { [N in SignalName]?: (data: SignalData<N>) => SignalReply<N> | Promise<SignalReply<N>> };
type Asked = { [N in SignalName]: { name: N; data: SignalData<N> } }[SignalName];

/** Signaling with scripted answers; what has none succeeds with an empty one. Keeps everything it was asked. */
export function signalingThat(answers: Answers): { call: LiveCall; asked: Asked[]; names: () => SignalName[] } {
  const asked: Asked[] = [];
  const call: LiveCall = async (name, data) => {
    asked.push({ name, data } as unknown as Asked);
    return ((await answers[name]?.(data)) ?? {}) as SignalReply<typeof name>;
  };
  return { call, asked, names: () => asked.map(({ name }) => name) };
}

/** Answers `start` and `publish` with ids counted up. */
export function publishingAnswers(): Pick<Answers, 'start' | 'publish'> & { ids: StreamId[] } {
  const ids: StreamId[] = [];
  const next = () => {
    const id = aStreamId(ids.length + 1);
    ids.push(id);
    return id;
  };
  return {
    ids,
    start: ({ streams }) => ({
      streams: streams.map(({ trackId, source }) => ({ streamId: next(), source, trackId })),
    }),
    publish: ({ stream: { trackId, source } }) => ({ streamId: next(), source, trackId }),
  };
}
