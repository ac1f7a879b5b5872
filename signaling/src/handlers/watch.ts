import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { HeldSitting } from '@invigil/contract/heldSitting';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { SignalData, SignalHandlers, SignalReply } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import type { MediaNodes } from '../mediaNodes.ts';
import type { Proctor } from '../proctor.ts';
import type { Receiver } from '../watching.ts';
import type { Tools } from './tools.ts';

type Wanted = SignalData<'watch'>['streams'];
type Answer = SignalReply<'watch'>;
type Worker = Pick<HeldSitting, 'mediaNodeId' | 'workerId'>;

export function watch({ media }: Tools): SignalHandlers<LivePresence>['watch'] {
  return (data, caller) => {
    const proctor = asProctor(caller);
    return proctor.inTurn(() => openWatches(media, proctor, data));
  };
}

async function openWatches(media: MediaNodes, proctor: Proctor, data: SignalData<'watch'>): Promise<Answer> {
  proctor.rtpCapabilities ??= data.rtpCapabilities;
  const { rtpCapabilities } = proctor;
  if (!rtpCapabilities) {
    const issues = [{ path: 'rtpCapabilities', message: 'is required in the first watch' }];
    throw new AppError({ code: 'invalid', issues });
  }
  proctor.watching.checkRoomFor(data.streams.length);
  const { groups, strangers } = byWorker(proctor, data.streams);
  const answers = await Promise.all(groups.map((group) => watchOn(media, proctor, { ...group, rtpCapabilities })));
  return {
    transports: answers.flatMap(({ transports }) => transports),
    watches: answers.flatMap(({ watches }) => watches),
    refused: [...refuse(strangers, { code: 'streamNotFound' }), ...answers.flatMap(({ refused }) => refused)],
  };
}

/** Streams by the worker that holds them, and those that are in none of the proctor's rooms. */
function byWorker(proctor: Proctor, wanted: Wanted) {
  const groups = new Map<string, { worker: Worker; streams: Wanted }>();
  const strangers: Wanted = [];
  for (const stream of wanted) {
    const holder = proctor.holderOf(stream.streamId);
    if (!holder) {
      strangers.push(stream);
      continue;
    }
    const key = `${holder.mediaNodeId}/${holder.workerId}`;
    const group = groups.get(key) ?? { worker: holder, streams: [] };
    group.streams.push(stream);
    groups.set(key, group);
  }
  return { groups: [...groups.values()], strangers };
}

/** What fails on one worker is refused there and spoils nothing elsewhere. */
async function watchOn(
  media: MediaNodes,
  proctor: Proctor,
  { worker, streams, rtpCapabilities }: { worker: Worker; streams: Wanted; rtpCapabilities: RtpCapabilities },
): Promise<Answer> {
  const transports: Answer['transports'] = [];
  let receiver: Receiver | undefined;
  try {
    receiver = proctor.watching.receiverOn(worker) ?? (await openReceiver(media, proctor, worker, transports));
    const { transportId, mediaNodeId } = receiver;
    const reply = await media.call(mediaNodeId, 'watch', { transportId, rtpCapabilities, streams });
    proctor.watching.watchesOpened(reply.watches, receiver);
    return { transports, ...reply };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // It was lost unseen: the page is told, and the next watch opens another.
    if (receiver && error.code === 'transportNotFound') proctor.watching.receiverEnded(receiver.transportId);
    return { transports, watches: [], refused: refuse(streams, error.body) };
  }
}

async function openReceiver(
  media: MediaNodes,
  proctor: Proctor,
  { mediaNodeId, workerId }: Worker,
  opened: Answer['transports'],
): Promise<Receiver> {
  const { presenceId } = proctor;
  const { transport } = await media.openReceiver(mediaNodeId, { presenceId, workerId });
  if (proctor.over) {
    await media.closePresence(presenceId, [mediaNodeId]);
    throw new AppError({ code: 'transportNotFound' });
  }
  const receiver = { transportId: transport.transportId, mediaNodeId, workerId };
  proctor.watching.receiverOpened(receiver);
  opened.push(transport);
  return receiver;
}

const refuse = (streams: Wanted, error: ErrorBody): Answer['refused'] =>
  streams.map(({ streamId }) => ({ streamId, error }));
