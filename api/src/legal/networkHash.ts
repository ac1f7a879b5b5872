import { createHmac } from 'node:crypto';
import { networkOf } from '../sessions/signInLimits.ts';

/**
 * A keyed hash of the network an address belongs to: tells whether two acts came from one network, and nobody without the
 * key can tell which.
 */
export function networkHash(key: string, address: string): string {
  return createHmac('sha256', key)
    .update(`network ${networkOf(address)}`)
    .digest('base64url');
}
