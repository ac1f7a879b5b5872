import { type DeviceId, deviceId } from '@invigil/contract/ids';

const storageKey = 'invigil.deviceId';
type Kept = Pick<Storage, 'getItem' | 'setItem'>;

/** The id of a page whose browser keeps nothing; another page of it gets another one. */
let ofThisPage: DeviceId | undefined;

/** The random id by which the server knows this browser again: made once, and kept by it. */
export function ownDeviceId(storage: () => Kept = () => localStorage): DeviceId {
  const kept = deviceId.safeParse(withStorage(storage, (s) => s.getItem(storageKey)));
  if (kept.success) return kept.data;
  return ofThisPage ?? renewDeviceId(storage);
}

/** Another id from now on, for one that the server refused. This device then has to be validated anew. */
export function renewDeviceId(storage: () => Kept = () => localStorage): DeviceId {
  const made = deviceId.parse(crypto.randomUUID());
  ofThisPage = made;
  withStorage(storage, (s) => s.setItem(storageKey, made));
  return made;
}

/** A browser that keeps nothing for this site throws, already when its storage is named. */
function withStorage<T>(storage: () => Kept, use: (storage: Kept) => T): T | undefined {
  try {
    return use(storage());
  } catch {
    return undefined;
  }
}
