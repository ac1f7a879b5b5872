import type { Message } from './renderMail.ts';

/** Brings a message to its receiver, or at least to whoever takes the duty over. */
export interface Delivery {
  /** @throws {DeliveryRefused} when the receiver said no for good; after any other error, trying later makes sense. */
  deliver(message: Message, now: Date): Promise<void>;
  /** Idempotent. */
  close(): void;
}

/** The mail server said that it will never take this mail: there is no such mailbox, for one. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

/** The parts of a mail that nodemailer writes, whoever carries it. */
export function nodemailerMessage({ id, to, subject, text, html }: Message, from: string, date: Date) {
  const host = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    messageId: `<${id}@${host}>`,
    from,
    to,
    subject,
    text,
    html,
    date,
    // Nobody is on holiday for a machine.
    headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
  };
}
