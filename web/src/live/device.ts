import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import { Device, type types } from 'mediasoup-client';
import { clientTransportOptions } from './wireParameters.ts';

/** The call to signaling that both directions need; `LiveLink` has it. */
export type RestartIce = (transportId: string) => Promise<types.IceParameters>;

/** What a welcome says of the media side of a presence. */
export interface MediaPlace {
  routerRtpCapabilities: RtpCapabilities;
  iceServers: RTCIceServer[];
}

/** A mediasoup-client device that knows the routers of this presence. */
export async function loadDevice(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
  const device = await Device.factory();
  // The contract bounds what mediasoup-client only types; it also knows header extensions the client does not.
  await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
  return device;
}

export function openSendTransport(
  device: Device,
  options: TransportOptions,
  iceServers: RTCIceServer[],
): types.Transport {
  return device.createSendTransport(clientTransportOptions(options, iceServers));
}

export function openReceiveTransport(
  device: Device,
  options: TransportOptions,
  iceServers: RTCIceServer[],
): types.Transport {
  return device.createRecvTransport(clientTransportOptions(options, iceServers));
}
