import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Hashes and encrypts with the one secret key of the settings; each use has a key of its own that is derived from it. */
export class SecretKeys {
  readonly #codes: Buffer;
  readonly #seals: Buffer;

  /** @param key at least 32 random bytes, base64url. */
  constructor(key: string) {
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64url'), '', use, 32));
    this.#codes = derive('invigil access codes');
    this.#seals = derive('invigil sealed mails');
  }

  /**
   * The hash under which an access code is stored, hexadecimal. What is no code has one as well, which nobody stored, so
   * that looking it up takes the same steps.
   */
  codeHash(code: string): string {
    return createHmac('sha256', this.#codes).update(code).digest('hex');
  }

  /** Encrypts a secret for the one thing that `about` names. */
  seal(secret: string, about: string): string {
    const iv = randomBytes(ivBytes);
    const sealing = createCipheriv(cipher, this.#seals, iv).setAAD(Buffer.from(about));
    const text = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final()]);
    return Buffer.concat([iv, sealing.getAuthTag(), text]).toString('base64url');
  }

  /** @throws {Error} when it was sealed with another key, for something else, or was changed. */
  unseal(sealed: string, about: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const [iv, tag] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes, ivBytes + tagBytes)];
    const opening = createDecipheriv(cipher, this.#seals, iv, { authTagLength: tagBytes })
      .setAAD(Buffer.from(about))
      .setAuthTag(tag);
    return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]).toString('utf8');
  }
}
