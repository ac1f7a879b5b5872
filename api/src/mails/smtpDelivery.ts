import nodemailer from 'nodemailer';
import { type Delivery, DeliveryRefused, nodemailerMessage } from './delivery.ts';
import type { Message } from './renderMail.ts';

/** How many mails are on their way at once; the server sees as many connections. */
export const smtpConnections = 5;

const waits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

/** Hands mails to a mail server. */
export class SmtpDelivery implements Delivery {
  readonly #transport;
  readonly #from: string;

  /** @param url smtp:// or smtps://, with the account in it when the server wants one. */
  constructor({ url, from }: { url: string; from: string }) {
    this.#from = from;
    this.#transport = nodemailer.createTransport({
      url,
      pool: true,
      maxConnections: smtpConnections,
      // Whether a mail whose connection broke has arrived is for the mail loop to judge, which knows about attempts.
      maxRequeues: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...waits,
    });
  }

  async deliver(message: Message, now: Date): Promise<void> {
    try {
      await this.#transport.sendMail(nodemailerMessage(message, this.#from, now));
    } catch (error) {
      if (isRefusal(error)) throw new DeliveryRefused(error.message, { cause: error });
      throw error;
    }
  }

  /** Mails on their way are cut off, and count as not sent. */
  close(): void {
    this.#transport.close();
  }
}

/** A 5xx answer to this mail's addresses or content; a 5xx to the greeting or the account is a fault of the settings. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return false;
  const isOfMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  return isOfMail && typeof error.responseCode === 'number' && error.responseCode >= 500;
}
