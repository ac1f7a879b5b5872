import type { ExamRules } from '@invigil/contract/routes/exam';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useSitting } from '../stores/sitting.ts';
import { watchBattery } from './detectors/watchBattery.ts';
import { type PictureFault, watchCameraPicture } from './detectors/watchCameraPicture.ts';
import { type SecondDisplay, watchDisplays } from './detectors/watchDisplays.ts';
import { watchFullscreen } from './detectors/watchFullscreen.ts';
import { watchOffline } from './detectors/watchOffline.ts';
import { watchPage } from './detectors/watchPage.ts';
import { watchSleep } from './detectors/watchSleep.ts';
import type { Tells } from './incidents/incidentReporter.ts';
import { toggled } from './incidents/toggled.ts';

/** What this page sees of the machine it runs on. Incidents are told only between `begin` and `end`. */
export function useDetectors(tells: Tells) {
  const sitting = useSitting();
  const displays = ref<SecondDisplay>('unknown');
  const isFull = ref(true);
  const batteryPercent = ref<number>();
  const pictureFault = shallowRef<PictureFault>();
  let ends: (() => void)[] = [];

  const endDisplays = watchDisplays((now) => {
    displays.value = now;
  });

  function begin(rules: ExamRules): void {
    end();
    const offline = watchOffline(tells);
    const secondDisplay = toggled(tells);
    let endPicture: () => void = () => undefined;
    ends = [
      watchPage(tells, () => Object.values(sitting.shared).some(({ capture }) => capture === 'asking')),
      watchSleep(tells),
      watchBattery(tells, (percent) => {
        batteryPercent.value = percent;
      }),
      offline.end,
      watch(
        () => sitting.line,
        (line) => offline.lineIs(line === 'live' || line === 'connecting' || line === 'ended'),
      ),
      watch(
        displays,
        (now) => {
          if (rules.secondDisplay !== 'allowed')
            secondDisplay({ kind: 'secondDisplay', facts: {} }, now === 'connected');
        },
        { immediate: true },
      ),
      watch(
        () => sitting.tracks.get('webcam'),
        (track) => {
          endPicture();
          endPicture =
            track === undefined
              ? () => undefined
              : watchCameraPicture(tells, track, (fault) => {
                  pictureFault.value = fault;
                });
        },
        { immediate: true },
      ),
      () => endPicture(),
      () => secondDisplay({ kind: 'secondDisplay', facts: {} }, false),
    ];
    if (rules.fullscreen) {
      ends.push(
        watchFullscreen(tells, (is) => {
          isFull.value = is;
        }),
      );
    }
  }

  function end(): void {
    for (const each of ends.splice(0)) each();
    isFull.value = true;
    batteryPercent.value = undefined;
    pictureFault.value = undefined;
  }

  onScopeDispose(() => {
    end();
    endDisplays();
  });
  return { displays, isFull, batteryPercent, pictureFault, begin, end };
}
