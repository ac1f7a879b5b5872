import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { Metrics } from '@invigil/server-kit/metrics';
import { redactText } from '@invigil/server-kit/redact';
import { LockMode } from '@mikro-orm/postgresql';
import type { Orm } from '../db/orm.ts';
import { prepareReset } from '../passwordResets/prepareReset.ts';
import { Repeated } from '../repeated.ts';
import type { SecretKeys } from '../secretKeys.ts';
import { type Delivery, DeliveryRefused } from './delivery.ts';
import { Mail } from './mail.ts';
import { claimMs, refusalsBelieved, uselessFrom, waitAfter } from './patience.ts';
import { type Message, renderMail } from './renderMail.ts';

/** Mails on their way at once. */
const atOnce = 5;
const restMs = 500;
const longestErrorText = 500;
/** How long a mail on its way may still take when we stop. Milliseconds. */
const longestGoodbyeMs = 3_000;

export interface MailLoopParts {
  orm: Orm;
  log: Log;
  clock: Clock;
  keys: SecretKeys;
  delivery: Delivery;
  metrics: Metrics;
  publicUrl: string;
  timeZone: string;
}

/**
 * Sends what is queued, whichever process queued it. A mail is claimed first, which moves its next attempt on, then sent, then
 * recorded as sent. Between the last two a crash, or an answer that is lost on its way, leaves a mail that was taken by
 * the server and that we do not know of: it is sent again under the same Message-ID, minutes later. Nothing else sends
 * one twice, and nothing loses one.
 */
export class MailLoop {
  readonly #parts: MailLoopParts;
  readonly #counts;
  #queued = 0;
  #oldestAt: number | undefined;
  #repeated: Repeated | undefined;

  constructor(parts: MailLoopParts) {
    this.#parts = parts;
    const { metrics, clock } = parts;
    this.#counts = {
      sent: metrics.counter('mails_sent_total', 'Mails that were taken by the mail server.'),
      failed: metrics.counter('mails_failed_total', 'Mails that were given up.'),
      retried: metrics.counter('mail_attempts_failed_total', 'Attempts that failed, each tried again or given up.'),
    };
    metrics.gauge('mails_queued', 'Mails that wait to be sent.', () => this.#queued);
    metrics.gauge('oldest_mail_age_seconds', 'Age of the mail that has waited longest.', () =>
      this.#oldestAt === undefined ? 0 : Math.max(0, (clock.now() - this.#oldestAt) / 1_000),
    );
  }

  start(): void {
    const { log } = this.#parts;
    this.#repeated ??= Repeated.start({ round: () => this.#round(), restMs, doing: 'sending mails', log });
  }

  /** Ends what is under way, for a few seconds at most. Idempotent. */
  async close(): Promise<void> {
    const { delivery } = this.#parts;
    const cut = setTimeout(() => delivery.close(), longestGoodbyeMs);
    await this.#repeated?.close();
    clearTimeout(cut);
    delivery.close();
  }

  async #round(): Promise<boolean> {
    const claimed = await this.#claim();
    await Promise.all(claimed.map((mail) => this.#handle(mail)));
    if (claimed.length === atOnce) return true;
    await this.#measure();
    return false;
  }

  /** Takes mails that are due, so that nobody else does while we try. */
  #claim(): Promise<Mail[]> {
    const now = this.#parts.clock.now();
    return this.#parts.orm.em.fork().transactional(async (tx) => {
      const due = await tx.find(
        Mail,
        { nextAttemptAt: { $lte: new Date(now) } },
        {
          populate: ['sealed'],
          orderBy: { nextAttemptAt: 'asc' },
          limit: atOnce,
          lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
        },
      );
      for (const mail of due) {
        mail.attempts += 1;
        mail.nextAttemptAt = new Date(now + claimMs);
      }
      return due;
    });
  }

  async #handle(mail: Mail): Promise<void> {
    const { delivery, clock } = this.#parts;
    const now = new Date(clock.now());
    if (now >= uselessFrom(mail)) return this.#giveUp(mail, 'it could not be sent in time');
    try {
      const message = await this.#messageOf(mail, now);
      if (message === undefined) return this.#drop(mail);
      await delivery.deliver(message, now);
    } catch (error) {
      return this.#failed(mail, error);
    }
    await this.#settle(mail, { sentAt: now, lastError: null });
    this.#counts.sent.inc();
  }

  /** @returns undefined when there is nobody to send it to. */
  async #messageOf(mail: Mail, now: Date): Promise<Message | undefined> {
    const { orm, keys } = this.#parts;
    const { id: mailId, sealed } = mail;
    const secret = sealed == null ? undefined : keys.unseal(sealed, mail.idempotencyKey);
    if (mail.kind !== 'passwordReset') return renderMail({ ...plainly(mail), secret }, this.#parts);
    if (secret === undefined || !(await prepareReset(orm, { mailId, token: secret, now }))) return undefined;
    const prepared = await orm.em.fork().findOneOrFail(Mail, mailId);
    return renderMail({ ...plainly(prepared), secret }, this.#parts);
  }

  async #failed(mail: Mail, error: unknown): Promise<void> {
    const { log, clock, orm } = this.#parts;
    const { id: mailId, kind, attempts } = mail;
    this.#counts.retried.inc();
    log.warn({ err: error, mailId, kind, attempts }, 'a mail could not be sent');
    const lastError = redactText(error instanceof Error ? error.message : String(error)).slice(0, longestErrorText);
    const nextAttemptAt = new Date(clock.now() + waitAfter(attempts));
    const isRefused = error instanceof DeliveryRefused && attempts >= refusalsBelieved;
    if (isRefused || nextAttemptAt >= uselessFrom(mail)) return this.#giveUp(mail, lastError);
    await orm.em.fork().nativeUpdate(Mail, waiting(mail), { nextAttemptAt, lastError });
  }

  async #giveUp(mail: Mail, lastError: string): Promise<void> {
    const { log, clock } = this.#parts;
    const { id: mailId, kind, attempts } = mail;
    await this.#settle(mail, { failedAt: new Date(clock.now()), lastError });
    this.#counts.failed.inc();
    log.error({ mailId, kind, attempts, lastError }, 'a mail was given up');
  }

  async #settle(mail: Mail, end: { sentAt?: Date; failedAt?: Date; lastError: string | null }): Promise<void> {
    await this.#parts.orm.em.fork().nativeUpdate(Mail, waiting(mail), { ...end, nextAttemptAt: null, sealed: null });
  }

  async #drop(mail: Mail): Promise<void> {
    await this.#parts.orm.em.fork().nativeDelete(Mail, waiting(mail));
  }

  async #measure(): Promise<void> {
    const em = this.#parts.orm.em.fork();
    const isWaiting = { nextAttemptAt: { $ne: null } };
    this.#queued = await em.count(Mail, isWaiting);
    const [oldest] =
      this.#queued === 0 ? [] : await em.find(Mail, isWaiting, { orderBy: { createdAt: 'asc' }, limit: 1 });
    this.#oldestAt = oldest?.createdAt.getTime();
  }
}

/** It may have been taken back meanwhile, by a newer invitation for one. */
function waiting({ id }: Mail) {
  return { id, nextAttemptAt: { $ne: null } };
}

function plainly({ id, kind, recipient, language, payload }: Mail) {
  return { id, kind, recipient, language, payload };
}
