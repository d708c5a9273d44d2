// The lines of the health page: whether both servers let us in, mail keeps coming, and the world may believe our mail.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { Mailbox } from '../imap/mailbox.ts';
import type { Remote } from '../remote.ts';
import { domainChecks } from './domain-checks.ts';
import { isFetched, type MailSettings } from './settings.ts';
import { receiverState } from './shared.ts';
import type { Standing } from './standing.ts';

const LIMIT = 8_000;

export async function checksOf(
  context: AccountContext,
  { remote, mailbox, standing }: { remote: Remote; mailbox: Mailbox; standing: Standing },
): Promise<Check[]> {
  const settings = context.account.settings as MailSettings;
  const receiving = isFetched(settings.way)
    ? [mailboxCheck(mailbox, standing), junkCheck(mailbox)]
    : [[receiverCheck(context)], forwardingCheck(context, settings)];
  const found = await Promise.all([
    ...receiving.map(async (checks) => checks),
    sendingCheck(remote),
    Promise.resolve(tokenCheck(settings)),
    domainChecks(context, settings),
  ]);
  return found.flat();
}

function mailboxCheck(mailbox: Mailbox, standing: Standing): Check[] {
  if (mailbox.isOpen()) return [{ code: 'mailbox', state: 'good' }];
  const why = standing.trouble('receiving')?.why ?? reason('imap.connecting', 'The mailbox is being connected.');
  return [{ code: 'mailbox', state: 'bad', detail: why }];
}

/** Lost customers are seen before they complain. */
async function junkCheck(mailbox: Mailbox): Promise<Check[]> {
  if (!mailbox.isOpen()) return [];
  const count = await within(
    mailbox.errand(async (client, { junk }) => {
      const status = junk ? await client.status(junk, { messages: true }) : false;
      return status ? (status.messages ?? 0) : 0;
    }),
    null,
  );
  if (!count) return [];
  const text = `${count} mails lie in the mailbox's own spam folder, where Hubdesk does not read.`;
  return [{ code: 'junk', state: 'warn', detail: reason('check.junk', text, { count }) }];
}

async function sendingCheck(remote: Remote): Promise<Check[]> {
  const { route } = remote;
  if (route.kind === 'none')
    return [{ code: 'sending', state: 'bad', detail: reason('smtp.no_way_out', 'No server is set for sending.') }];
  if (route.kind === 'direct') {
    const text = "Mail goes straight to the recipients' servers. Many refuse mail from addresses they do not know.";
    return [{ code: 'sending', state: 'warn', detail: reason('check.direct', text) }];
  }
  const health = await remote.tryServer(AbortSignal.timeout(LIMIT));
  return [{ code: 'sending', state: health ? 'bad' : 'good', detail: health?.why }];
}

function tokenCheck({ way, tokenExpires }: MailSettings): Check[] {
  if ((way !== 'gmail' && way !== 'microsoft') || !tokenExpires) return [];
  const until = tokenExpires.replace('T', ' ').slice(0, 16);
  const text = `The present access lasts until ${until} UTC and is renewed by itself.`;
  return [{ code: 'token', state: 'good', detail: reason('check.token', text, { until }) }];
}

function receiverCheck(context: AccountContext): Check {
  const { trouble } = receiverState(context);
  return trouble ? { code: 'receiver', state: 'bad', detail: trouble } : { code: 'receiver', state: 'good' };
}

async function forwardingCheck(context: AccountContext, { way }: MailSettings): Promise<Check[]> {
  if (way !== 'forwarding') return [];
  const seen = await context.notebook.get<string>('forwardedAt');
  if (!seen) {
    const text = 'No forwarded mail has come yet.';
    return [{ code: 'forwarding', state: 'warn', detail: reason('check.never_forwarded', text) }];
  }
  const at = seen.replace('T', ' ').slice(0, 16);
  const text = `Forwarded mail came last at ${at} UTC.`;
  return [{ code: 'forwarding', state: 'good', detail: reason('check.forwarded', text, { at }) }];
}

/** The mailbox may be busy for long with a backlog; the page does not wait for that. */
async function within<T>(work: Promise<T>, otherwise: T | null): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T | null>((go) => (timer = setTimeout(() => go(otherwise), LIMIT)));
  try {
    return await Promise.race([work, late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
