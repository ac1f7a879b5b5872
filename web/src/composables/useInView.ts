import { onScopeDispose, type Ref, watch } from 'vue';

/** Tells whether an element is in the viewport or close to it, so that its picture is there when it is scrolled in. */
export function useInView(
  element: Readonly<Ref<HTMLElement | null>>,
  tell: (inView: boolean) => void,
  margin = '120px',
): void {
  let seen = false;
  const set = (now: boolean) => {
    if (now === seen) return;
    seen = now;
    tell(now);
  };
  const observer = new IntersectionObserver((entries) => set(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: margin,
  });
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before);
      if (now) observer.observe(now);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => {
    observer.disconnect();
    set(false);
  });
}
