import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MailKind } from '@invigil/contract/routes/admin/person';
import nodemailer from 'nodemailer';
import { type Delivery, nodemailerMessage } from './delivery.ts';
import type { Message } from './renderMail.ts';

/** A mail that was written to the outbox. Its link may hold a secret: it is for the person who runs this, for no log. */
export interface WrittenMail {
  kind: MailKind;
  to: { name: string; address: string };
  link: string;
  file: string;
}

/** Writes mails as .eml files to a folder, for who has no mail server. Any mail program opens them. */
export class OutboxDelivery implements Delivery {
  readonly #dir: string;
  readonly #from: string;
  readonly #onWritten: (mail: WrittenMail) => void;
  readonly #composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor({ dir, from, onWritten }: { dir: string; from: string; onWritten: (mail: WrittenMail) => void }) {
    this.#dir = dir;
    this.#from = from;
    this.#onWritten = onWritten;
  }

  async deliver(message: Message, now: Date): Promise<void> {
    const { message: text } = await this.#composer.sendMail(nodemailerMessage(message, this.#from, now));
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    // Named by its id, so that a repeat after a crash is the same file.
    const file = path.join(this.#dir, `${message.kind}-${message.id}.eml`);
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
    const { kind, to, link } = message;
    this.#onWritten({ kind, to, link, file });
  }

  close(): void {
    this.#composer.close();
  }
}
