import { type DeviceReceipt, deviceReceiptIssuer } from '@invigil/contract/deviceReceipt';
import type { RouteReply } from '@invigil/contract/routes';
import type { JoinKeys } from '@invigil/server-kit/joinToken';
import { importJWK, SignJWT } from 'jose';

const algorithm = 'EdDSA';

/**
 * Signs the receipts of device checks. The key is that of join tokens, with another issuer and no audience, so that
 * neither is ever taken for the other.
 */
export class Receipts {
  readonly #privateJwk: JoinKeys['privateJwk'];

  constructor(privateJwk: JoinKeys['privateJwk']) {
    this.#privateJwk = privateJwk;
  }

  /** With which anybody can check a receipt. */
  publicKey(): RouteReply<'deviceReceiptKey'> {
    const { kty, crv, x } = this.#privateJwk;
    return { kty, crv, x, alg: algorithm };
  }

  async sign(receipt: Omit<DeviceReceipt, 'iss'>): Promise<string> {
    const key = await importJWK(this.#privateJwk, algorithm);
    return new SignJWT({ ...receipt, iss: deviceReceiptIssuer }).setProtectedHeader({ alg: algorithm }).sign(key);
  }
}
