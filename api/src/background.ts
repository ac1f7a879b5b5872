import type { Clock } from '@invigil/server-kit/clock';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { Metrics } from '@invigil/server-kit/metrics';
import type { DatabaseWatch } from './db/databaseWatch.ts';
import type { Orm } from './db/orm.ts';
import type { FileStore } from './files/fileStore.ts';
import { InvitationRuns } from './invitations/invitationRuns.ts';
import type { Invitations } from './invitations/invitations.ts';
import { queueExamMornings } from './mails/examMornings.ts';
import { MailLoop } from './mails/mailLoop.ts';
import { OutboxDelivery, type WrittenMail } from './mails/outboxDelivery.ts';
import { SmtpDelivery } from './mails/smtpDelivery.ts';
import { Repeated } from './repeated.ts';
import { RetentionRounds } from './retention/retentionRounds.ts';
import { type RetentionDays, usualRetention } from './retention/settings.ts';
import type { SecretKeys } from './secretKeys.ts';
import { SittingRounds } from './writing/sittingRounds.ts';

const morningsEveryMs = 30_000;

export interface BackgroundParts {
  orm: Orm;
  database: DatabaseWatch;
  cluster: Cluster;
  log: Log;
  clock: Clock;
  metrics: Metrics;
  keys: SecretKeys;
  invitations: Invitations;
  files: FileStore;
  config: {
    mail: { smtpUrl?: string; from: string; outboxDir: string };
    publicUrl: string;
    timeZone: string;
    retention?: RetentionDays;
  };
  onMailWritten: (mail: WrittenMail) => void;
}

/** What the api does without being asked: it sends mails, carries invitation runs out, reminds of exams, ends sittings and forgets. */
export class Background {
  readonly #parts: BackgroundParts;
  readonly #mails: MailLoop;
  readonly #runs: InvitationRuns;
  #mornings: Repeated | undefined;
  #sittings: SittingRounds | undefined;
  #retention: RetentionRounds | undefined;

  constructor(parts: BackgroundParts) {
    const { config, onMailWritten } = parts;
    const { smtpUrl, from, outboxDir } = config.mail;
    const delivery =
      smtpUrl === undefined
        ? new OutboxDelivery({ dir: outboxDir, from, onWritten: onMailWritten })
        : new SmtpDelivery({ url: smtpUrl, from });
    const { publicUrl, timeZone } = config;
    this.#parts = parts;
    this.#mails = new MailLoop({ ...parts, delivery, publicUrl, timeZone });
    this.#runs = new InvitationRuns(parts);
  }

  start(): void {
    const { orm, clock, log, config } = this.#parts;
    const { timeZone } = config;
    this.#mails.start();
    this.#runs.start();
    this.#mornings ??= Repeated.start({
      round: async () => {
        await queueExamMornings(orm, { now: new Date(clock.now()), timeZone });
        return false;
      },
      restMs: morningsEveryMs,
      doing: 'reminding of exams',
      log,
    });
    this.#sittings ??= SittingRounds.start(this.#parts);
    this.#retention ??= RetentionRounds.start({ ...this.#parts, days: config.retention ?? usualRetention, timeZone });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all([
      this.#retention?.close(),
      this.#sittings?.close(),
      this.#mornings?.close(),
      this.#runs.close(),
      this.#mails.close(),
    ]);
  }
}
