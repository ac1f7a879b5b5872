import type { types } from 'mediasoup-client';

/** How long a path may be `disconnected` before new ICE credentials are asked for; Chrome often heals sooner by itself. */
const patienceMs = 1_000;
/** Between two attempts on the same transport. */
const retryMs = 3_000;

interface Parts {
  transport: types.Transport;
  restart: (transportId: string) => Promise<types.IceParameters>;
  /** Hears every change of the path; for what the page shows. */
  changed?: (state: types.ConnectionState) => void;
  /** A restart was negotiated. */
  restarted?: () => void;
  /** An attempt that did not work; the next one follows by itself while the path stays down. */
  failed: (fault: unknown) => void;
}

/**
 * Keeps one transport reachable over a changed network: restarts ICE when the path is down for a second, has failed, or
 * the machine comes back online. Returns the function that ends this; closing the transport is the caller's.
 */
export function keepReachable({ transport, restart, changed, restarted, failed }: Parts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let ended = false;

  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void attempt(), ms);
  };
  const isDown = () => transport.connectionState === 'disconnected' || transport.connectionState === 'failed';

  const attempt = async () => {
    if (ended || running || transport.closed) return;
    running = true;
    try {
      const iceParameters = await restart(transport.id);
      if (ended || transport.closed) return;
      await transport.restartIce({ iceParameters });
      restarted?.();
    } catch (fault) {
      if (!ended) failed(fault);
    } finally {
      running = false;
      if (!ended && isDown()) later(retryMs);
    }
  };

  transport.on('connectionstatechange', (state) => {
    if (ended) return;
    changed?.(state);
    if (state === 'failed') later(0);
    else if (state === 'disconnected') later(patienceMs);
    else clearTimeout(timer);
  });
  const online = () => {
    if (transport.connectionState !== 'new') later(0);
  };
  globalThis.addEventListener?.('online', online);

  return () => {
    ended = true;
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', online);
  };
}
