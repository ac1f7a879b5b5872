import type { Source } from '@invigil/contract/sources';
import type { CaptureError } from '../../live/captures.ts';
import type { Tells } from '../incidents/incidentReporter.ts';

/** A busy browser ends the track first, and says only then that the permission is gone. Milliseconds. */
const saidWithinMs = 1_000;

type Permissions = Pick<globalThis.Permissions, 'query'>;

/**
 * Tells what became of the shares: a screen that stopped was stopped by somebody, a camera that stopped was unplugged or
 * its permission was taken back. Each goes on until the source is shared again.
 */
export class ShareWatch {
  readonly #tells: Tells;
  readonly #permissions: Permissions | undefined;
  readonly #open = new Map<Source, () => void>();
  #wrongSurfaces = 0;

  constructor(tells: Tells, permissions: Permissions | undefined = navigator.permissions) {
    this.#tells = tells;
    this.#permissions = permissions;
  }

  /** The share ended, and nobody stopped it on this page. */
  async ended(source: Source): Promise<void> {
    if (source === 'screen') this.#begin(source, () => this.#tells.begin({ kind: 'shareStopped', facts: { source } }));
    else if (source === 'microphone')
      this.#begin(source, () => this.#tells.begin({ kind: 'microphoneLost', facts: {} }));
    else {
      const kind = (await this.#isRevoked()) ? 'cameraDenied' : 'cameraUnplugged';
      this.#begin(source, () => this.#tells.begin({ kind, facts: {} }));
    }
  }

  /** The candidate stopped it with this page's own button. */
  stopped(source: Source): void {
    this.#begin(source, () => this.#tells.begin({ kind: 'shareStopped', facts: { source } }));
  }

  failed({ trouble, surface }: Pick<CaptureError, 'trouble' | 'surface'>): void {
    if (trouble === 'wrongSurface') {
      this.#wrongSurfaces += 1;
      this.#tells.tell({ kind: 'wrongSurface', facts: { surface: surface ?? 'other', times: this.#wrongSurfaces } });
    } else if (trouble === 'screenDenied' || trouble === 'screenBlockedBySystem') {
      this.#tells.tell({ kind: 'screenDenied', facts: {} });
    } else if (trouble === 'cameraDenied') this.#tells.tell({ kind: 'cameraDenied', facts: {} });
  }

  shared(source: Source): void {
    this.#open.get(source)?.();
    this.#open.delete(source);
  }

  close(): void {
    for (const source of [...this.#open.keys()]) this.shared(source);
  }

  #begin(source: Source, begin: () => () => void): void {
    if (!this.#open.has(source)) this.#open.set(source, begin());
  }

  async #isRevoked(): Promise<boolean> {
    try {
      const asked = await this.#permissions?.query({ name: 'camera' });
      return asked !== undefined && (asked.state === 'denied' || (await turnsDenied(asked)));
    } catch {
      // A browser that cannot say is taken to have lost the camera itself.
      return false;
    }
  }
}

function turnsDenied(permission: PermissionStatus): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = () => {
      clearTimeout(patience);
      permission.removeEventListener('change', answer);
      resolve(permission.state === 'denied');
    };
    const patience = setTimeout(answer, saidWithinMs);
    permission.addEventListener('change', answer);
  });
}
