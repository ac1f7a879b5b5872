import { onScopeDispose, type Ref, watch } from 'vue';

/** How old the newest frame is before a person is told. */
const staleMs = 3_000;
const lookEveryMs = 1_000;

interface Heard {
  /** Whole seconds since the newest frame when the picture is stale, else undefined. */
  age: (seconds: number | undefined) => void;
  /** Whether this track has shown a frame. */
  painted: (painted: boolean) => void;
}

/** Shows a track in a <video>, and tells when its first frame is painted and when its newest one has become old. */
export function useVideo(
  video: Readonly<Ref<HTMLVideoElement | null>>,
  track: () => MediaStreamTrack | undefined,
  heard: Heard,
): void {
  let lastFrameAt: number | undefined;
  let age: number | undefined;
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

  watch(
    [video, track] as const,
    ([element, shown], [previous]) => {
      previous?.cancelVideoFrameCallback(callback);
      lastFrameAt = undefined;
      heard.painted(false);
      setAge(undefined);
      if (element === null) return;
      element.srcObject = shown === undefined ? null : new MediaStream([shown]);
      callback = element.requestVideoFrameCallback(onFrame);
    },
    { immediate: true, flush: 'post' },
  );

  const timer = setInterval(() => {
    const ms = lastFrameAt === undefined ? 0 : performance.now() - lastFrameAt;
    setAge(ms >= staleMs ? Math.floor(ms / 1_000) : undefined);
  }, lookEveryMs);

  onScopeDispose(() => {
    clearInterval(timer);
    video.value?.cancelVideoFrameCallback(callback);
  });
}
