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
  html: string;
}

/** The accounts there are, and those of them that run. */
export interface Senders {
  accounts(): Promise<AccountLine[]>;
  live(accountId: number): LiveAccount | null;
}

/** Sends it by a connected account, the desk's own fallback last. Answers as a job does. */
export async function sendSystemMail(
  channels: Senders,
  to: string,
  mail: SystemMailText,
  clock: Clock,
): Promise<JobResult> {
  const lines = await channels.accounts();
  const able = lines
    .map((line) => channels.live(line.account.id))
    .filter((one) => one !== null)
    .filter((one) => one.manifest.reaches.includes('email') && one.row.healthState !== 'needs sign-in')
    .toSorted((one, other) => Number(one.row.fallback) - Number(other.row.fallback));
  const live = able[0];
  if (!live)
    return { retry: reason('system_mail.no_account', 'No account that can send mail is connected.'), after: 300 };
  const result = await live.connection.send(
    {
      key: publicId(),
      subject: mail.subject,
      parts: [{ type: 'text', text: mail.text, html: mail.html }],
      to: [{ address: { kind: 'email', value: to } }],
      references: [],
      threadToken: '',
      author: null,
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
