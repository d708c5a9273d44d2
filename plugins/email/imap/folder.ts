// One folder read to its end: what is new, what became visible late, what lies behind (EM-13).
import type { ImapFlow } from 'imapflow';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { firstCursor, isOfInterest, keyOf, loadCursor, resetCursor, saveCursor, type FolderCursor } from './cursor.ts';
import { list, take, type Listed, type Source } from './fetch.ts';

/** Servers that deliver in parallel can show a UID after a higher one; so many below the last are looked at again. */
const LOOK_BACK = 200;
/** New mail does not wait for a long backlog: so many mails of it are taken between two looks. */
const BACKLOG_STEP = 100;

export interface FolderRead {
  client: ImapFlow;
  context: AccountContext;
  folder: string;
  /** It holds what was sent, not what was received. */
  isSent: boolean;
  /** ISO 8601: how far back the first reading goes; absent: it begins with the next mail. */
  since?: string;
  failures: Map<string, number>;
  signal: AbortSignal;
}

/** Rejects when the line breaks or the server refuses; the cursor then stands behind the last mail on disk. */
export async function readFolder(read: FolderRead): Promise<void> {
  const { client, context, folder, isSent, failures, signal } = read;
  // Opened for reading only: whatever the server thinks of PEEK, nothing can become "seen".
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    // A server tells of its first mail only with an answer, and an empty folder is asked for nothing else.
    if (client.mailbox && client.mailbox.exists === 0) await client.noop();
    const cursor = await cursorOf(read);
    const source: Source = { client, context, folder, uidValidity: cursor.uidValidity, isSent, failures };
    await takeNew(read, source, cursor);
    await takeLate(source, cursor, signal);
    await takeBacklog(read, source, cursor);
    cursor.readAt = context.now().toISOString();
    await saveCursor(context.notebook, folder, cursor);
  } finally {
    lock.release();
  }
}

async function cursorOf({ client, context, folder, since }: FolderRead): Promise<FolderCursor> {
  const box = client.mailbox;
  if (!box) throw new Error(`The folder ${folder} is not open`);
  const uidValidity = String(box.uidValidity ?? 0);
  const uidNext = box.uidNext || (await highestUid(client)) + 1;
  const known = await loadCursor(context.notebook, folder);
  if (known?.uidValidity === uidValidity) return known;
  if (known) {
    const text = `The server has numbered the mails in ${folder} anew; they are compared with those known.`;
    context.note(reason('imap.renumbered', text, { folder }));
  }
  const cursor = known
    ? resetCursor(known, uidValidity, uidNext)
    : firstCursor(uidValidity, uidNext, since, context.now());
  await saveCursor(context.notebook, folder, cursor);
  return cursor;
}

/** For servers that do not tell UIDNEXT. */
async function highestUid(client: ImapFlow): Promise<number> {
  return (await list(client, 1, '*')).at(-1)?.uid ?? 0;
}

async function takeNew({ context, folder, signal }: FolderRead, source: Source, cursor: FolderCursor): Promise<void> {
  await take(source, await list(source.client, cursor.lastUid + 1, '*'), signal, async (uid) => {
    cursor.lastUid = uid;
    await saveCursor(context.notebook, folder, cursor);
  });
}

async function takeLate(source: Source, cursor: FolderCursor, signal: AbortSignal): Promise<void> {
  const from = Math.max(cursor.floor, cursor.lastUid - LOOK_BACK);
  const missing = await unknownOf(source, await list(source.client, from, cursor.lastUid));
  await take(source, missing, signal, async () => {});
}

async function unknownOf(source: Source, mails: Listed[]): Promise<Listed[]> {
  const keyed = mails.map((mail) => ({ mail, key: keyOf(source.folder, source.uidValidity, mail.uid) }));
  const known = await source.context.known(keyed.map(({ key }) => key));
  return keyed.filter(({ key }) => !known.has(key)).map(({ mail }) => mail);
}

async function takeBacklog(read: FolderRead, source: Source, cursor: FolderCursor): Promise<void> {
  const { context, folder, signal } = read;
  while (cursor.backlog && !signal.aborted) {
    const { backlog } = cursor;
    const uids = await arrivedSince(source.client, backlog.done + 1, backlog.below - 1, backlog.since);
    const step = uids.slice(0, BACKLOG_STEP);
    const listed = step.length > 0 ? await list(source.client, step[0]!, step.at(-1)!) : [];
    const wanted = new Set(step);
    await take(
      source,
      listed.filter(({ uid, arrivedAt }) => wanted.has(uid) && isOfInterest(cursor, arrivedAt)),
      signal,
      async (uid) => {
        backlog.done = uid;
        await saveCursor(context.notebook, folder, cursor);
      },
    );
    if (signal.aborted) return;
    if (uids.length <= BACKLOG_STEP) delete cursor.backlog;
    else backlog.done = step.at(-1)!;
    await saveCursor(context.notebook, folder, cursor);
    await takeNew(read, source, cursor);
  }
}

/** SEARCH knows days only (RFC 3501 §6.4.4), and each server has its own midnight: one day more does no harm. */
async function arrivedSince(client: ImapFlow, from: number, to: number, since: string): Promise<number[]> {
  if (to < from || !client.mailbox || client.mailbox.exists === 0) return [];
  const day = new Date(Date.parse(since) - 24 * 3600_000);
  const found = await client.search({ uid: `${from}:${to}`, since: day }, { uid: true });
  if (!found) throw new Error('The server does not search');
  return found.filter((uid) => uid >= from && uid <= to).sort((one, other) => one - other);
}

/** What was there before connecting and was to be taken over. */
async function listBehind(client: ImapFlow, cursor: FolderCursor): Promise<Listed[]> {
  const uids = new Set((await arrivedSince(client, 1, cursor.floor - 1, cursor.begun)).slice(-10_000));
  const [first] = uids;
  return first === undefined ? [] : (await list(client, first, cursor.floor - 1)).filter(({ uid }) => uids.has(uid));
}

/** What the server shows of what concerns us, and how much of it is in the journal; the newest ten thousand at most. */
export async function countFolder(client: ImapFlow, context: AccountContext, folder: string) {
  const cursor = await loadCursor(context.notebook, folder);
  if (!cursor) return { theirs: 0, ours: 0 };
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    const listed = [...(await listBehind(client, cursor)), ...(await list(client, cursor.floor, '*'))].slice(-10_000);
    const keyed = listed.map((mail) => ({ ...mail, key: keyOf(folder, cursor.uidValidity, mail.uid) }));
    const known = await context.known(keyed.map(({ key }) => key));
    const begun = Date.parse(cursor.begun);
    // What came shortly before connecting is looked at and may be left alone.
    const ofInterest = keyed.filter(
      ({ key, uid, arrivedAt }) => known.has(key) || uid >= cursor.floor || (arrivedAt?.getTime() ?? 0) >= begun,
    );
    return { theirs: ofInterest.length, ours: known.size };
  } finally {
    lock.release();
  }
}
