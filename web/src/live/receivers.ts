import type { TransportId } from '@invigil/contract/ids';
import type { OpenedWatch } from '@invigil/contract/signals';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Device, types } from 'mediasoup-client';
import type { LiveCall } from './call.ts';
import { openReceiveTransport } from './device.ts';
import { keepReachable } from './iceRecovery.ts';
import { dtlsParametersOf } from './wireParameters.ts';

interface Parts {
  call: LiveCall;
  device: Device;
  iceServers: RTCIceServer[];
  hiccup: (fault: unknown) => void;
}

interface Receiver {
  transport: types.Transport;
  endReachable: () => void;
}

/** The receive transports of one presence: one for each media worker that holds something watched. */
export class Receivers {
  readonly #parts: Parts;
  readonly #receivers = new Map<TransportId, Receiver>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get capabilities(): types.RtpCapabilities {
    return this.#parts.device.recvRtpCapabilities;
  }

  open(options: TransportOptions): void {
    const { call, device, iceServers, hiccup } = this.#parts;
    const { transportId } = options;
    const transport = openReceiveTransport(device, options, iceServers);
    // Answered at once, so that the first pictures do not wait a round trip; the server receives both in order.
    transport.on('connect', ({ dtlsParameters }, done) => {
      call('connectReceiver', { transportId, dtlsParameters: dtlsParametersOf(dtlsParameters) }).catch(hiccup);
      done();
    });
    const endReachable = keepReachable({
      transport,
      restart: async () => (await call('restartIce', { transportId })).iceParameters,
      failed: hiccup,
    });
    this.#receivers.set(transportId, { transport, endReachable });
  }

  /** The browser's half of a watch. Throws when its transport is gone. */
  async consume({ watchId, streamId, transportId, kind, rtpParameters }: OpenedWatch): Promise<types.Consumer> {
    const receiver = this.#receivers.get(transportId);
    if (receiver === undefined) throw new Error('the receive transport of this watch is gone');
    return await receiver.transport.consume({
      id: watchId,
      producerId: streamId,
      kind,
      // The contract bounds what mediasoup-client only types; it also knows header extensions the client does not.
      rtpParameters: rtpParameters as types.RtpParameters,
    });
  }

  /** Ends one transport with all that came over it. */
  close(transportId: TransportId): void {
    const receiver = this.#receivers.get(transportId);
    if (receiver === undefined) return;
    this.#receivers.delete(transportId);
    receiver.endReachable();
    receiver.transport.close();
  }

  closeAll(): void {
    for (const transportId of [...this.#receivers.keys()]) this.close(transportId);
  }
}
