import { setTimeout as pause } from 'node:timers/promises';
import { ProctorBot } from '../bot/proctorBot.ts';
import { answerParent } from '../machine/ipc.ts';
import { Strain } from './strain.ts';
import { watcherOrders } from './watcherOrders.ts';

/** A process that holds the proctor of one trial; a bench starts it, tells it what to do and ends it. */
let proctor: ProctorBot | undefined;

answerParent(watcherOrders, {
  watch: async ({ focus, tile, ...where }) => {
    proctor = ProctorBot.join(where);
    await proctor.watch({ focus, tile });
    return {};
  },

  receive: async ({ seconds }) => {
    const before = { packets: proctor?.packets ?? 0, bytes: proctor?.bytes ?? 0 };
    const strain = Strain.start();
    const startedAt = performance.now();
    await pause(seconds * 1_000);
    return {
      packets: (proctor?.packets ?? 0) - before.packets,
      bytes: (proctor?.bytes ?? 0) - before.bytes,
      seconds: (performance.now() - startedAt) / 1_000,
      ...strain.end(),
    };
  },
});
