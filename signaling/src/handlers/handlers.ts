import type { SignalHandlers } from '@invigil/contract/signals';
import type { LivePresence } from '../livePresence.ts';
import { attend } from './attend.ts';
import { closeVoice } from './closeVoice.ts';
import { connectReceiver } from './connectReceiver.ts';
import { openVoice } from './openVoice.ts';
import { pauseWatch } from './pauseWatch.ts';
import { publish } from './publish.ts';
import { restartIce } from './restartIce.ts';
import { resumeWatch } from './resumeWatch.ts';
import { setStep } from './setStep.ts';
import { speak } from './speak.ts';
import { start } from './start.ts';
import { startVoice } from './startVoice.ts';
import { tellBlocked } from './tellBlocked.ts';
import { tellLadder } from './tellLadder.ts';
import type { Tools } from './tools.ts';
import { unpublish } from './unpublish.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';

/** A handler for every row of the signals table. */
export function createHandlers(tools: Tools): SignalHandlers<LivePresence> {
  return {
    start: start(tools),
    publish: publish(tools),
    unpublish: unpublish(tools),
    tellLadder,
    tellBlocked,
    restartIce: restartIce(tools),
    attend,
    openVoice: openVoice(tools),
    startVoice: startVoice(tools),
    speak: speak(tools),
    closeVoice: closeVoice(tools),
    watch: watch(tools),
    connectReceiver: connectReceiver(tools),
    resumeWatch: resumeWatch(tools),
    pauseWatch: pauseWatch(tools),
    setStep: setStep(tools),
    unwatch: unwatch(tools),
  };
}
