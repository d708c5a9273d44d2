// Mails of the desk itself (invitations, resets) leave by an account that reaches e-mail addresses.
import { reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import { publicId } from '../kernel/ids.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import type { AccountLine } from './account-lines.ts';

/** What a mail of the desk says. */
export interface SystemMailText {
  subject: string;
  text: string;
  html?: string;
  /** A name beside the address. */
  sender?: string;
}

/** The accounts there are, and those of them that run. */
export interface Senders {
  accounts(): Promise<AccountLine[]>;
  live(accountId: number): LiveAccount | null;
}

/** Where an answer to the mail belongs, and whose address it had better come from: an account's, an inbox's, or the one named. */
export interface Belonging {
  threadToken?: string;
  inboxId?: number | null;
  /** Address of the account that goes before all others. */
  by?: string;
  from?: string;
}

/**
 * Sends it by a connected account. Answers as a job does. An account of the inbox goes before others and the desk's own
 * fallback last, unless an address is named: accounts with a server of their own may not write under it.
 */
export async function sendSystemMail(
  channels: Senders,
  to: { address: string; name?: string },
  mail: SystemMailText,
  clock: Clock,
  belonging: Belonging = {},
): Promise<JobResult> {
  const live = (await able(channels, belonging))[0];
  if (!live)
    return { retry: reason('system_mail.no_account', 'No account that can send mail is connected.'), after: 300 };
  const result = await live.connection.send(
    {
      key: publicId(),
      subject: mail.subject,
      parts: [{ type: 'text', text: mail.text, html: mail.html }],
      to: [{ name: to.name, address: { kind: 'email', value: to.address } }],
      references: [],
      threadToken: belonging.threadToken ?? '',
      from: belonging.from,
      author: mail.sender ? { id: null, name: mail.sender, firstName: mail.sender, lastName: '', email: '' } : null,
      automatic: true,
      at: clock.now(),
      conversation: { publicId: '', subject: mail.subject, notes: {} },
    },
    {
      number: 1,
      signal: AbortSignal.timeout(5 * 60_000),
      file: () => Promise.reject(new Error('System mails carry no files')),
    },
  );
  if (result.outcome === 'retry') return { retry: result.why, after: result.after };
  if (result.outcome === 'rejected' || result.outcome === 'unknown') return { fail: result.why };
  return undefined;
}

async function able(channels: Senders, belonging: Belonging): Promise<LiveAccount[]> {
  const lines = await channels.accounts();
  return lines
    .map((line) => channels.live(line.account.id))
    .filter((one) => one !== null)
    .filter((one) => one.manifest.reaches.includes('email') && one.row.healthState !== 'needs sign-in')
    .toSorted((one, other) => rank(one, belonging) - rank(other, belonging));
}

function rank({ row }: LiveAccount, { inboxId = null, by, from }: Belonging): number {
  if (by !== undefined && row.uniqueId.toLowerCase() === by.toLowerCase()) return -1;
  if (from !== undefined) return Number(!row.fallback);
  return (row.inboxId === inboxId ? 0 : 2) + Number(row.fallback);
}
