import { z } from 'zod';

/** How many days each kind of thing is kept; 0 is for ever. */
export interface RetentionDays {
  /** Incidents, stills and looks, after the end of their exam. */
  facts: number;
  /** Messages and raised hands, after the end of their exam. */
  conversations: number;
  /** Mails, after they were sent or given up. */
  mails: number;
  /** Sessions, access codes, links for passwords, device checks and rosters, after they have expired. */
  expired: number;
  /** Lines of the audit log. */
  audit: number;
}

const days = (byDefault: number, what: string) =>
  z.coerce.number().int().min(0).max(36_500).default(byDefault).describe(`${what} 0 keeps them for ever.`);

/** How long what is known of people is kept; the same however Invigil is started. */
export const retentionSettings = {
  KEEP_FACTS_DAYS: days(365, 'Days that incidents, stills and looks are kept after the end of their exam.'),
  KEEP_CONVERSATIONS_DAYS: days(365, 'Days that messages and raised hands are kept after the end of their exam.'),
  KEEP_MAILS_DAYS: days(90, 'Days that mails are kept after they were sent or given up.'),
  KEEP_EXPIRED_DAYS: days(
    30,
    'Days that sessions, access codes, password links, device checks and rosters are kept after they expired.',
  ),
  KEEP_AUDIT_DAYS: days(1_825, 'Days that lines of the audit log are kept.'),
};

const parsed = z.object(retentionSettings);

export function retentionOf(settings: z.output<typeof parsed>): RetentionDays {
  return {
    facts: settings.KEEP_FACTS_DAYS,
    conversations: settings.KEEP_CONVERSATIONS_DAYS,
    mails: settings.KEEP_MAILS_DAYS,
    expired: settings.KEEP_EXPIRED_DAYS,
    audit: settings.KEEP_AUDIT_DAYS,
  };
}

/** What holds where nothing was set. */
export const usualRetention: RetentionDays = retentionOf(parsed.parse({}));
