// How an account is doing as figures, arrivals, deliveries and checks; also for what is pushed (CH-10, CH-13).
import type { Check } from '../../contract/health.ts';
import type { LedgerEntry } from '../../inbound/inbound.ts';
import type { QueueEntry } from '../../outbound/outbound.ts';
import type { Arrival, ChecksModel, Figure, QueueModel } from '../models/channels.ts';
import type { Act, Banner } from '../models/shared.ts';
import type { Writer } from '../times.ts';
import { accountAddress, asKey, CHANNELS, healthChip, healthReason, type Account } from './accounts.ts';
import { channelMark, channelText, reasonText, text, type Present } from './marks.ts';

/** What is counted of an account over a day. */
export interface Counted {
  inbound: { total: number; quarantined: number; waiting: number };
  outbound: Record<string, number>;
}

/** Short enough for a line: day, month, year, hours and minutes. */
function dateAndTime(writer: Writer, at: Date, now: Date): string {
  return `${writer.moment(at, 'date', now)}, ${writer.moment(at, 'clock', now)}`;
}

const DOTS = { good: 'good', warn: 'warn', bad: 'bad', outline: undefined } as const;

export function figures(present: Present, account: Account, counted: Counted, writer: Writer, now: Date): Figure[] {
  const health = healthChip(present, account);
  const { inbound, outbound } = counted;
  const since = account.healthSince && dateAndTime(writer, account.healthSince, now);
  const [waiting, failed] = [sum(outbound, 'queued', 'sending', 'deferred'), sum(outbound, 'failed', 'unknown')];
  const never = text(present, 'health.never');
  const last = (at: Date | null | undefined) => (at ? { at } : { value: never });
  return [
    {
      label: text(present, 'health.connection'),
      value: health.label,
      dot: DOTS[health.tone as keyof typeof DOTS],
      detail: healthReason(present, account) ?? (since ? text(present, 'health.since', { at: since }) : undefined),
    },
    {
      label: text(present, 'health.last_in'),
      ...last(account.lastInboundAt),
      detail: text(present, 'health.in_today', { ...inbound, count: inbound.total }),
    },
    {
      label: text(present, 'health.last_out'),
      ...last(account.lastOutboundAt),
      detail: text(present, 'health.out_today', {
        count: sum(outbound, 'sent', 'delivered', 'read', 'played'),
        waiting,
        failed,
      }),
    },
    {
      label: text(present, 'health.needs_you'),
      value: String(inbound.quarantined + failed),
      dot: inbound.quarantined + failed > 0 ? 'bad' : 'good',
      detail: text(present, 'health.needs_you.detail', { quarantined: inbound.quarantined, failed }),
    },
  ];
}

function sum(counts: Record<string, number>, ...names: string[]): number {
  return names.reduce((total, name) => total + (counts[name] ?? 0), 0);
}

const DAY = 24 * 3600_000;
const WARN_BEFORE = 14 * DAY;

/** What stands above every page of the account: trouble, and a sign-in that ends soon. */
export function accountBanners(
  present: Present,
  account: Account,
  manages: boolean,
  writer: Writer,
  now: Date,
): Banner[] {
  const banners: Banner[] = account.demo ? [demoBanner(present, account, manages)] : [];
  const { state, action } = account.health;
  const signIn = connectAct(present, account, 'sign in again');
  const troubled = account.active && (state === 'needs sign-in' || state === 'misconfigured' || state === 'stopped');
  if (troubled) {
    const todo = action && text(present, `health.todo.${asKey(action)}`);
    const acts =
      action === 'sign in again'
        ? [signIn]
        : action === 'change settings'
          ? [connectAct(present, account, 'change settings')]
          : [];
    banners.push({
      tone: 'bad',
      title: healthChip(present, account).label,
      text: [healthReason(present, account), todo].filter(Boolean).join(' '),
      acts: manages ? acts : [],
    });
  }
  const ends = account.health.expiresAt ? new Date(account.health.expiresAt) : account.credentialExpiresAt;
  const left = ends ? ends.getTime() - now.getTime() : Number.POSITIVE_INFINITY;
  if (!troubled && ends && left < WARN_BEFORE)
    banners.push({
      tone: left > 0 ? 'warn' : 'bad',
      title: left > 0 ? text(present, 'health.ends', { span: writer.span(left) }) : text(present, 'health.has_ended'),
      text: text(present, 'health.ends.text', { at: dateAndTime(writer, ends, now) }),
      acts: manages ? [signIn] : [],
    });
  return banners;
}

/** What an account of the invented company is, and how to have a real one. */
function demoBanner(present: Present, { channel, inboxId }: Account, manages: boolean): Banner {
  const label = text(present, 'demo.connect', { channel: channelMark(present, channel).name });
  const links = manages ? [{ label, href: `${CHANNELS}/new/${channel}?inbox=${inboxId}` }] : [];
  return { tone: 'info', title: text(present, 'demo.title'), text: text(present, 'demo.text'), links };
}

export function connectAct(present: Present, account: Account, purpose: 'sign in again' | 'change settings'): Act {
  return {
    label: text(present, `account.${asKey(purpose)}`),
    action: `${accountAddress(account)}/connection`,
    name: 'purpose',
    value: purpose,
  };
}

const STATES = {
  accepted: 'stored',
  processed: 'processed',
  quarantined: 'quarantined',
  ignored: 'ignored',
  sealed: 'sealed',
} as const;

/** One line of the ledger; `manages` may replay. What is still to be read is asked for again `after` seconds. */
export function arrivalModel(
  present: Present,
  account: Account,
  entry: LedgerEntry,
  manages: boolean,
  after = 1,
): Arrival {
  const address = `${accountAddress(account)}/arrivals/${entry.id}`;
  const notes = [
    entry.reason && reasonText(present, entry.reason, account.channel),
    entry.repeats > 0 && text(present, 'health.repeats', { count: entry.repeats + 1 }),
    entry.status === 'accepted' && entry.attempts > 1 && text(present, 'health.attempt', { count: entry.attempts }),
  ];
  return {
    id: entry.id,
    at: entry.receivedAt,
    from: entry.sender,
    what: entry.summary || entry.type,
    detail: notes.filter(Boolean).join(' · ') || undefined,
    state: STATES[entry.status],
    again: entry.status === 'accepted' ? { href: `${address}?line=${after}`, after } : undefined,
    replay: manages && entry.status === 'quarantined' ? `${address}/replay` : undefined,
    rawHref: entry.status === 'sealed' ? undefined : address,
  };
}

const CHIPS = {
  failed: 'bad',
  unknown: 'warn',
  deferred: 'warn',
  queued: undefined,
  sending: 'accent',
} as const;

export function queueModel(
  present: Present,
  account: Account,
  entries: QueueEntry[],
  { manages, writer, now }: { manages: boolean; writer: Writer; now: Date },
): QueueModel {
  const deliveries = entries.map((entry) => {
    const wait = entry.nextAttemptAt ? entry.nextAttemptAt.getTime() - now.getTime() : 0;
    const again = wait > 0 ? text(present, 'queue.next', { span: writer.span(wait) }) : undefined;
    const held = entry.status === 'queued' && entry.attempts === 0 && wait > 0;
    const why = entry.reason && reasonText(present, entry.reason, account.channel);
    return {
      id: entry.deliveryId,
      to: entry.to || '—',
      href: `/conversations/${entry.conversationId}`,
      text: held
        ? text(present, 'queue.held', { span: writer.span(wait) })
        : [why, again].filter(Boolean).join(' ') || entry.subject || text(present, `queue.${entry.status}.text`),
      chip: {
        label: text(present, `queue.${entry.status}`, { count: entry.attempts }),
        tone: CHIPS[entry.status as keyof typeof CHIPS],
      },
      acts: manages ? queueActs(present, account, entry, held) : [],
    };
  });
  return { count: deliveries.length, deliveries };
}

function queueActs(present: Present, account: Account, { deliveryId, status }: QueueEntry, held: boolean): Act[] {
  const address = `${accountAddress(account)}/deliveries/${deliveryId}`;
  const again = (key: string) => ({ label: text(present, key), action: `${address}/attempts` });
  if (status === 'failed') return [again('queue.again')];
  if (status === 'unknown')
    return [{ label: text(present, 'queue.settle'), action: `${address}/settlement` }, again('queue.again')];
  if (held) return [{ label: text(present, 'queue.undo'), action: `${address}?_method=DELETE` }, again('queue.now')];
  return status === 'sending' ? [] : [again('queue.now')];
}

/** Checks of the desk itself, for accounts whose channel cannot answer. */
const OWN_CHECKS = ['not_running', 'check_failed', 'demo'];

export function checksModel(
  present: Present,
  account: Account,
  done: { at: Date; checks: Check[] } | undefined,
): ChecksModel {
  const address = `${accountAddress(account)}/checks`;
  const label = (code: string) => {
    const own = OWN_CHECKS.includes(code) ? text(present, `health.check.${code}`) : undefined;
    return channelText(present, account.channel, `check.${code}`) ?? own ?? code.replaceAll('_', ' ');
  };
  return {
    action: address,
    load: done ? undefined : address,
    at: done?.at,
    checks: (done?.checks ?? []).map(({ code, state, detail }) => ({
      state,
      label: label(code),
      detail: detail && reasonText(present, detail, account.channel),
    })),
  };
}
