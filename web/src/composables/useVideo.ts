import { onScopeDispose, type Ref, watch } from 'vue';
import { isContinued } from '../live/succession.ts';

/** How old the newest frame is before a person is told. */
const staleMs = 3_000;
const lookEveryMs = 1_000;

interface Heard {
  /** Whole seconds since the newest frame, whenever that changes; undefined before the first. */
  frame?: (seconds: number | undefined) => void;
  /** Whole seconds since the newest frame when the picture is stale, else undefined. */
  age: (seconds: number | undefined) => void;
  /** Whether this track has shown a frame. */
  painted: (painted: boolean) => void;
}

/** One timer looks at all videos of the page, of which a wall has hundreds. */
const looks = new Set<() => void>();
let looking: ReturnType<typeof setInterval> | undefined;

function everyLook(look: () => void): () => void {
  looks.add(look);
  looking ??= setInterval(() => {
    // Nothing is painted in a tab that nobody sees, so that no picture is old there.
    if (!document.hidden) for (const one of looks) one();
  }, lookEveryMs);
  return () => {
    looks.delete(look);
    if (looks.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  };
}

/** Shows a track in a <video>, and tells when its first frame is painted and when its newest one has become old. */
export function useVideo(
  video: Readonly<Ref<HTMLVideoElement | null>>,
  track: () => MediaStreamTrack | undefined,
  heard: Heard,
): void {
  let lastFrameAt: number | undefined;
  let age: number | undefined;
  let frame: number | undefined;
  let callback = 0;

  const setAge = (seconds: number | undefined) => {
    if (seconds === age) return;
    age = seconds;
    heard.age(seconds);
  };
  const onFrame = () => {
    if (lastFrameAt === undefined) heard.painted(true);
    lastFrameAt = performance.now();
    if (video.value !== null) callback = video.value.requestVideoFrameCallback(onFrame);
  };

  let stream: MediaStream | undefined;
  watch(
    [video, track] as const,
    ([element, shown], [previous, before]) => {
      if (element !== null && element === previous && shown && before && isContinued(before, shown)) {
        // In the same stream, so that the last frame stays until the next is there.
        stream?.addTrack(shown);
        stream?.removeTrack(before);
        return;
      }
      previous?.cancelVideoFrameCallback(callback);
      lastFrameAt = undefined;
      heard.painted(false);
      setAge(undefined);
      if (element === null) return;
      stream = shown === undefined ? undefined : new MediaStream([shown]);
      element.srcObject = stream ?? null;
      callback = element.requestVideoFrameCallback(onFrame);
    },
    { immediate: true, flush: 'post' },
  );

  const endLooks = everyLook(() => {
    const ms = lastFrameAt === undefined ? undefined : performance.now() - lastFrameAt;
    const seconds = ms === undefined ? undefined : Math.floor(ms / 1_000);
    if (seconds !== frame) {
      frame = seconds;
      heard.frame?.(seconds);
    }
    setAge(ms !== undefined && ms >= staleMs ? seconds : undefined);
  });

  onScopeDispose(() => {
    endLooks();
    video.value?.cancelVideoFrameCallback(callback);
  });
}
