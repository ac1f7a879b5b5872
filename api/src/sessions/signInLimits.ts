import { isIPv6 } from 'node:net';
import type { Clock } from '@invigil/server-kit/clock';
import { type Allowance, Allowances } from '../http/allowances.ts';

const minute = 60_000;

/**
 * Failures allowed from one network, on one account from one network, and on one account in all. A whole exam centre
 * shares one address and signs in within the same minute, so only failures use an allowance up. The middle one is the
 * tightest, so that a person at one keyboard cannot lock somebody else out.
 */
const allowed = {
  network: { burst: 150, everyMs: minute / 30 },
  accountFromNetwork: { burst: 8, everyMs: minute },
  account: { burst: 40, everyMs: minute / 3 },
} satisfies Record<string, Allowance>;

/** An attempt that counts as failed until it is forgiven. */
export interface Attempt {
  forgive(): void;
}

/** Slows down whoever guesses passwords, before any password is hashed. */
export class SignInLimits {
  readonly #network: Allowances;
  readonly #accountFromNetwork: Allowances;
  readonly #account: Allowances;

  constructor(clock: Clock) {
    this.#network = new Allowances(allowed.network, clock);
    this.#accountFromNetwork = new Allowances(allowed.accountFromNetwork, clock);
    this.#account = new Allowances(allowed.account, clock);
  }

  /** @throws {AppError} tooManyRequests, with nothing used up. */
  attempt(address: string, email: string): Attempt {
    const network = networkOf(address);
    const uses: [Allowances, string][] = [
      [this.#network, network],
      [this.#accountFromNetwork, `${network} ${email}`],
      [this.#account, email],
    ];
    const taken: typeof uses = [];
    const forgive = () => {
      for (const [allowances, key] of taken.splice(0)) allowances.giveBack(key);
    };
    try {
      for (const use of uses) {
        use[0].take(use[1]);
        taken.push(use);
      }
    } catch (error) {
      forgive();
      throw error;
    }
    return { forgive };
  }
}

/** One household or host has a whole /64 of IPv6 addresses to guess from, so they count as one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  // A URL writes an IPv6 address in its one canonical form.
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  if (mapped) return canonical;
  const [before = '', after] = canonical.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  return `${[...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':')}::/64`;
}
