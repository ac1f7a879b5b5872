import type { PresenceId, RoomId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { Log } from '@invigil/server-kit/log';
import type { ApiNodes } from './apiNodes.ts';
import { RoomShare, type ShareTimes } from './roomShare.ts';
import type { Rooms, RoomsEntered } from './rooms.ts';

export const ordinaryShareTimes: ShareTimes = { settleMs: 2_000, goneMs: limits.proctorGoneMs, firstRetryMs: 500 };

interface RoomSharesOptions {
  rooms: Rooms;
  api: ApiNodes;
  log: Log;
  isOurs: (presenceId: PresenceId) => boolean;
  /** Whether a proctor of this node looks after candidates in a room. */
  hasOurs: (roomId: RoomId) => boolean;
  times?: ShareTimes | undefined;
}

/** Sees to it that the candidates of each room with a proctor of this node are shared among those who are present. */
export class RoomShares {
  readonly #options: RoomSharesOptions;
  readonly #shares = new Map<RoomId, { share: RoomShare; entered: Promise<RoomsEntered> }>();
  #closed = false;

  constructor(options: RoomSharesOptions) {
    this.#options = options;
  }

  /** A proctor who looks after candidates is in these rooms. It goes on until all have left and the api knows. */
  entered(roomIds: readonly RoomId[]): void {
    for (const roomId of roomIds) if (!this.#shares.has(roomId) && !this.#closed) this.#open(roomId);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#shares.keys()].map((roomId) => this.#close(roomId)));
  }

  #open(roomId: RoomId): void {
    const { rooms, api, log, isOurs, hasOurs, times = ordinaryShareTimes } = this.#options;
    const share = new RoomShare({
      roomId,
      log,
      times,
      isOurs,
      hasOurs: () => hasOurs(roomId),
      tell: (present) => api.call('shareRoom', { roomId, present }),
      onDone: () => void this.#close(roomId),
    });
    const entered = rooms.enter([roomId], share);
    this.#shares.set(roomId, { share, entered });
    entered.then(
      ({ views }) => share.begin(views.flatMap((view) => view.team())),
      (err: unknown) => {
        this.#shares.delete(roomId);
        log.warn({ err, roomId }, 'could not hear who is in a room');
      },
    );
  }

  async #close(roomId: RoomId): Promise<void> {
    const known = this.#shares.get(roomId);
    if (!known) return;
    this.#shares.delete(roomId);
    known.share.close();
    const [outcome] = await Promise.allSettled([known.entered]);
    if (outcome.status === 'fulfilled') outcome.value.leave();
  }
}
