import { onScopeDispose, type Ref, reactive, watch } from 'vue';

/** The inner size of an element in pixels, as long as it stands. */
export function useGridSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<{ width: number; height: number }> {
  const size = reactive({ width: 0, height: 0 });
  const observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.contentRect;
    if (box !== undefined) Object.assign(size, { width: Math.floor(box.width), height: Math.floor(box.height) });
  });
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before);
      if (now) observer.observe(now);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => observer.disconnect());
  return size;
}
