const lookEveryMs = 2_000;

export type SecondDisplay = 'none' | 'connected' | 'unknown';

interface DisplayEnvironment {
  screen: { isExtended?: boolean };
  window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/** Chrome tells no page that a display was connected, so it is asked for. Returns the function that ends this. */
export function watchDisplays(
  /** Hears at once and at each change. */
  changed: (displays: SecondDisplay) => void,
  { screen, window }: DisplayEnvironment = {
    screen: globalThis.screen as Screen & { isExtended?: boolean },
    window: globalThis.window,
  },
): () => void {
  let before: SecondDisplay | undefined;
  const look = () => {
    const now = screen.isExtended === undefined ? 'unknown' : screen.isExtended ? 'connected' : 'none';
    if (now !== before) changed(now);
    before = now;
  };
  const timer = setInterval(look, lookEveryMs);
  window.addEventListener('focus', look);
  look();
  return () => {
    clearInterval(timer);
    window.removeEventListener('focus', look);
  };
}
