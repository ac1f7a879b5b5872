import { isIPv6 } from 'node:net';
import type { Clock } from '@invigil/server-kit/clock';
import { type Allowance, Allowances } from '../http/allowances.ts';

const minute = 60_000;

/**
 * Failures allowed from one network, on one account from one network, on one account in all, and of everybody together. A
 * whole exam centre shares one address and signs in within the same minute, so only failures use an allowance up. The
 * second is tight, so that a person at one keyboard cannot lock somebody else out. Nobody guesses a code or a token by
 * accident, since the page knows a mistyped code, so of those a network has few.
 */
const allowed = {
  network: { burst: 150, everyMs: minute / 30 },
  accountFromNetwork: { burst: 8, everyMs: minute },
  account: { burst: 40, everyMs: minute / 3 },
  everybody: { burst: 1_000, everyMs: 20 },
  secretsFromNetwork: { burst: 10, everyMs: minute },
  mailsFromNetwork: { burst: 30, everyMs: minute / 3 },
  mailsToAccount: { burst: 5, everyMs: 15 * minute },
} satisfies Record<string, Allowance>;

/** An attempt that counts as failed until it is forgiven. */
export interface Attempt {
  forgive(): void;
}

/** An attempt with an access code or a token, which may turn out to be one that nobody was ever given. */
export interface SecretAttempt extends Attempt {
  /** @throws {AppError} tooManyRequests when others of the network guessed meanwhile. */
  wasGuess(): void;
}

type Use = [Allowances, string];

/** Slows down whoever guesses passwords, access codes or reset tokens, before anything is hashed or looked up. */
export class SignInLimits {
  readonly #of: Record<keyof typeof allowed, Allowances>;

  constructor(clock: Clock) {
    const entries = Object.entries(allowed).map(([name, allowance]) => [name, new Allowances(allowance, clock)]);
    this.#of = Object.fromEntries(entries) as Record<keyof typeof allowed, Allowances>;
  }

  /** With a password. @throws {AppError} tooManyRequests, with nothing used up. */
  attempt(address: string, email: string): Attempt {
    const network = networkOf(address);
    return use([
      ...this.#shared(network),
      [this.#of.accountFromNetwork, `${network} ${email}`],
      [this.#of.account, email],
    ]);
  }

  /** With an access code or a token. @throws {AppError} tooManyRequests, with nothing used up. */
  attemptSecret(address: string): SecretAttempt {
    const network = networkOf(address);
    // Only what turned out to be a guess is counted here, or a class that activates at once would run out of attempts.
    this.#of.secretsFromNetwork.mustHave(network);
    return { ...use(this.#shared(network)), wasGuess: () => this.#of.secretsFromNetwork.take(network) };
  }

  /** Counts a mail that somebody wants sent to an address. @throws {AppError} tooManyRequests, with nothing used up. */
  askMail(address: string, email: string): void {
    const network = networkOf(address);
    use([...this.#shared(network), [this.#of.mailsFromNetwork, network], [this.#of.mailsToAccount, email]]);
  }

  #shared(network: string): Use[] {
    return [
      [this.#of.network, network],
      [this.#of.everybody, ''],
    ];
  }
}

/** @throws {AppError} tooManyRequests when one of them has nothing left, with none used up. */
function use(uses: readonly Use[]): Attempt {
  const taken: Use[] = [];
  const forgive = () => {
    for (const [allowances, key] of taken.splice(0)) allowances.giveBack(key);
  };
  try {
    for (const [allowances, key] of uses) {
      allowances.take(key);
      taken.push([allowances, key]);
    }
  } catch (error) {
    forgive();
    throw error;
  }
  return { forgive };
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
