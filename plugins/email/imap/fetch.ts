// Mails from the server to the journal: a few at a time, never marked as read, large ones one by one or in part.
import type { ImapFlow } from 'imapflow';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { glanceAt } from '../mail/glance.ts';
import { keyOf } from './cursor.ts';
import { imapTrouble } from './trouble.ts';

export interface Listed {
  uid: number;
  bytes: number;
  /** When the server got it (INTERNALDATE). */
  arrivedAt: Date | null;
}

export interface Source {
  client: ImapFlow;
  context: AccountContext;
  folder: string;
  uidValidity: string;
  isSent: boolean;
  /** How often a mail, by its key, could not be fetched: one bad mail must not stand in the way of all others. */
  failures: Map<string, number>;
}

/** What more than this is left on the server, and the mail says so. */
const MOST_BYTES = 50 * 1024 * 1024;
const BATCH_MAILS = 25;
const BATCH_BYTES = 8 * 1024 * 1024;
/** After so many failures a mail is left out until the desk starts anew. */
const ENOUGH = 4;

/** The mails in a range of UIDs, ascending; only what the server shows now. */
export async function list(client: ImapFlow, from: number, to: number | '*'): Promise<Listed[]> {
  if (!client.mailbox || client.mailbox.exists === 0 || (to !== '*' && to < from)) return [];
  const found = await client.fetchAll(`${from}:${to}`, { uid: true, size: true, internalDate: true }, { uid: true });
  return found
    .filter(({ uid }) => uid >= from && (to === '*' || uid <= to))
    .map(({ uid, size, internalDate }) => ({ uid, bytes: size ?? 0, arrivedAt: dateOf(internalDate) }))
    .sort((one, other) => one.uid - other.uid);
}

function dateOf(value: Date | string | undefined): Date | null {
  const date = value === undefined ? null : new Date(value);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

/**
 * Fetches and stores them in the order given; `stored` is told the highest UID after each batch is on disk.
 * Rejects when the line breaks; what was stored stays stored. A mail the server cannot give is left out and noted;
 * looking back finds it again.
 */
export async function take(
  source: Source,
  mails: Listed[],
  signal: AbortSignal,
  stored: (uid: number) => Promise<void>,
): Promise<void> {
  for (const batch of batches(source, mails)) {
    if (signal.aborted) return;
    await takeBatch(source, batch);
    await stored(batch.at(-1)!.uid);
  }
}

/** What failed before goes alone. */
function batches(source: Source, mails: Listed[]): Listed[][] {
  const all: Listed[][] = [];
  let bytes = Infinity;
  for (const mail of mails) {
    const batch = all.at(-1);
    const alone = failuresOf(source, mail) > 0;
    if (!batch || alone || batch.length >= BATCH_MAILS || bytes + mail.bytes > BATCH_BYTES) {
      all.push([mail]);
      bytes = alone ? Infinity : mail.bytes;
    } else {
      batch.push(mail);
      bytes += mail.bytes;
    }
  }
  return all;
}

async function takeBatch(source: Source, batch: Listed[]): Promise<void> {
  const [first] = batch;
  if (batch.length === 1 && failuresOf(source, first!) >= ENOUGH) return;
  try {
    await fetchBatch(source, batch);
  } catch (error) {
    const isOnlyThis = isRefusal(error);
    for (const mail of batch) countFailure(source, mail, batch.length === 1);
    if (!isOnlyThis) throw error;
    if (batch.length > 1) for (const mail of batch) await takeBatch(source, [mail]);
  }
}

/** The server answered about this command; the line and the account are in order. */
function isRefusal(error: unknown): boolean {
  const trouble = imapTrouble(error, { host: '', port: 0 });
  return trouble.kind === 'wait' && trouble.why.code === 'imap.refused';
}

/** The next mail is asked for while the one before is written: all of a batch share few commits. */
async function fetchBatch(source: Source, batch: Listed[]): Promise<void> {
  const writing: Promise<unknown>[] = [];
  const isLarge = batch[0]!.bytes > MOST_BYTES;
  const query = { uid: true, emailId: true, source: isLarge ? { start: 0, maxLength: MOST_BYTES } : true };
  const uids = batch.map(({ uid }) => uid).join(',');
  try {
    for await (const message of source.client.fetch(uids, query, { uid: true })) {
      const mail = batch.find(({ uid }) => uid === message.uid);
      if (!mail) continue;
      if (message.source) writing.push(store(source, mail, message.source, message.emailId));
      else countFailure(source, mail, true);
    }
  } finally {
    await Promise.all(writing);
  }
}

function failuresOf({ failures, folder, uidValidity }: Source, { uid }: Listed): number {
  return failures.get(keyOf(folder, uidValidity, uid)) ?? 0;
}

function countFailure(source: Source, mail: Listed, isAlone: boolean): void {
  const { context, folder, uidValidity, failures } = source;
  const times = failuresOf(source, mail) + 1;
  failures.set(keyOf(folder, uidValidity, mail.uid), times);
  if (!isAlone || times !== 2) return;
  const text = `The server does not give mail ${mail.uid} of ${folder}; it is tried again.`;
  context.note(reason('imap.not_given', text, { uid: mail.uid, folder }));
}

function store(source: Source, mail: Listed, raw: Buffer, emailId: string | undefined): Promise<unknown> {
  const { context, folder, uidValidity, isSent } = source;
  const { from, subject } = glanceAt(raw);
  return context.receive({
    key: keyOf(folder, uidValidity, mail.uid),
    type: 'message/rfc822',
    body: raw,
    meta: {
      folder,
      uid: mail.uid,
      arrivedAt: mail.arrivedAt?.toISOString(),
      emailId,
      sent: isSent || undefined,
      truncatedFrom: raw.byteLength < mail.bytes && mail.bytes > MOST_BYTES ? mail.bytes : undefined,
    },
    orderKey: from,
    from,
    summary: subject,
  });
}
