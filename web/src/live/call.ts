import type { SignalData, SignalName, SignalReply } from '@invigil/contract/signals';

/** A typed request to signaling. Rejects with an AppError; the line sends it again by itself after a dropped socket. */
export type LiveCall = <N extends SignalName>(name: N, data: SignalData<N>) => Promise<SignalReply<N>>;
