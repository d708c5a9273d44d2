// What the accounts room is built from, and the checks of names, addresses and zones its parts share.
import type { Reason } from '../contract/reason.ts';
import type { Clock } from '../kernel/clock.ts';
import { isTimeZone } from '../kernel/hours.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { JobResult, Jobs } from '../jobs/jobs.ts';

export type MailTemplate =
  'invitation' | 'password-reset' | 'password-changed' | 'alarm' | 'all-well' | 'notifications' | 'owner-offline';

/** A mail of the desk itself. Boot renders it in `language` and sends it. */
export interface SystemMail {
  template: MailTemplate;
  to: string;
  language: string;
  /** What the template names: `name`, `link`, `desk`, `by`. */
  params: Record<string, string>;
  /** What the doctor found, for `{findings}`; each in its own words, with what to do. */
  findings?: { what: Reason; mend?: Reason }[];
  /** What a person was told, for `{told}`: each by its kind, `notification.<kind>`. */
  told?: { kind: string; by: string; contact: string; account: string; subject: string; link: string }[];
}

export interface AccountsDeps {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  /** Without a slash at the end; links in mails begin with it. */
  publicUrl: string;
  /** Languages there are texts for; the first is the default. */
  languages?: readonly string[];
  /** Sends a mail, or says what became of it as a job does (retry, fail). */
  sendSystemMail(mail: SystemMail): Promise<JobResult>;
  /** Whether a channel account has this address: then no user may have it (EM-4). */
  isChannelAddress?(email: string): Promise<boolean>;
}

export const LANGUAGES = ['en', 'de'] as const;

export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** One @, no spaces, a dot in the domain or `localhost`: the rest is known only when a mail arrives. */
export function isEmail(email: string): boolean {
  return (
    email.length <= 254 && /^[^\s@<>(),;:"\\]{1,64}@([^\s@<>(),;:"\\.]+(\.[^\s@<>(),;:"\\.]+)+|localhost)$/.test(email)
  );
}

/** What of a person's own data does not hold, as field → text key. */
export function wrongFields(
  person: { name?: string; email?: string; language?: string; timeZone?: string; theme?: string },
  languages: readonly string[] = LANGUAGES,
): Record<string, string> {
  const wrong: Record<string, string> = {};
  const { name, email, language, timeZone, theme } = person;
  if (name !== undefined && (name.trim() === '' || name.length > 120)) wrong.name = 'wrong.name';
  if (email !== undefined && !isEmail(normalEmail(email))) wrong.email = 'wrong.email';
  if (language !== undefined && !languages.includes(language)) wrong.language = 'wrong.language';
  if (timeZone !== undefined && !isTimeZone(timeZone)) wrong.timeZone = 'wrong.time_zone';
  if (theme !== undefined && !['system', 'light', 'dark'].includes(theme)) wrong.theme = 'wrong.choice';
  return wrong;
}
