import type { TransportId } from '@invigil/contract/ids';
import { onTestFinished } from 'vitest';
import { bindingRequest, Sender } from './datagrams.ts';
import type { MediaNode } from './mediaNode.ts';
import { absentDtls } from './publisherBot.ts';

/** Somebody whom ICE let in and who has not begun a handshake, for the running test. */
export async function admittedSender(node: MediaNode): Promise<{ sender: Sender; transportId: TransportId }> {
  const { sendTransport } = await node.place();
  const sender = new Sender(sendTransport);
  onTestFinished(() => sender.close());
  const admitted = sender.answer();
  await sender.send(bindingRequest(sendTransport));
  await admitted;
  const { transportId } = sendTransport;
  await node.call('start', { transportId, dtlsParameters: await absentDtls(), streams: [] });
  return { sender, transportId };
}
