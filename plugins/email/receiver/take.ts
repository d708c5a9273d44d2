// A mail our receiver was given: whose it is, whether its sender is proven, and into the journal before anyone is thanked.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { MailSettings } from '../account/settings.ts';
import { glanceAt, headerOf, hopsOf } from '../mail/glance.ts';
import { isMarked } from '../mail/identity.ts';
import { SLICE } from '../reading/slices.ts';
import { takeForWizard } from './intake.ts';
import type { Limits } from './limits.ts';
import { recipientOf } from './recipients.ts';
import { verify } from './verify.ts';

export interface Refusal extends Error {
  responseCode: number;
}

export function refuse(code: number, text: string): Refusal {
  return Object.assign(new Error(text), { responseCode: code });
}

/** RFC 5321 §6.3 asks for a limit of at least a hundred; honest ways have a dozen. */
const MOST_HOPS = 100;
const SEEN_EVERY = 3600_000;

/** Resolves when the mail is on disk; rejects with what the client is told, or with why it could not be stored. */
export async function take(
  context: PluginContext,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  limits: Limits,
): Promise<void> {
  const chunks: Buffer[] = [];
  const hash = createHash('sha256');
  let held = 0;
  let isTooMuch = false;
  const drop = () => {
    chunks.length = 0;
    limits.release(held);
    held = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isTooMuch ||= !stream.sizeExceeded && !limits.hold(chunk.byteLength);
      // The rest is let by: a client hears no answer before it has said everything.
      if (stream.sizeExceeded || isTooMuch) {
        drop();
        continue;
      }
      const before = held;
      held += chunk.byteLength;
      chunks.push(chunk);
      hash.update(chunk);
      // A quick sender would fill the whole of a turn with two megabytes; who waits here, holds it back.
      if (isNextSlice(before, held)) await turn();
    }
    if (stream.sizeExceeded) throw refuse(552, '5.3.4 The mail is too large');
    if (isTooMuch) throw refuse(452, '4.3.1 Too much mail at once, try again later');
    const mail = { raw: await joined(chunks, held), digest: hash.digest('hex').slice(0, 32) };
    await deliver(context, mail, session);
  } finally {
    drop();
  }
}

interface TakenMail {
  raw: Buffer;
  /** Of its bytes. */
  digest: string;
}

async function joined(chunks: Buffer[], bytes: number): Promise<Buffer> {
  const raw = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const chunk of chunks.splice(0)) {
    const before = at;
    at += chunk.copy(raw, at);
    if (isNextSlice(before, at)) await turn();
  }
  return raw;
}

const isNextSlice = (before: number, now: number) => Math.floor(before / SLICE) !== Math.floor(now / SLICE);

async function deliver(context: PluginContext, mail: TakenMail, session: SMTPServerSession): Promise<void> {
  const { raw } = mail;
  if (hopsOf(raw) > MOST_HOPS) throw refuse(554, '5.4.6 The mail goes round in a circle');
  const byAccount = new Map<AccountContext, string[]>();
  let isPutOff = false;
  for (const { address } of session.envelope.rcptTo) {
    const recipient = recipientOf(context, address);
    if (recipient?.kind === 'account')
      byAccount.set(recipient.account, [...(byAccount.get(recipient.account) ?? []), address]);
    else if (recipient && !(await takeForWizard(context, recipient.address, raw))) isPutOff = true;
  }
  const authentication = byAccount.size > 0 ? await verify(context, raw, session) : null;
  for (const [account, to] of byAccount) await store(account, mail, session, to, authentication);
  if (isPutOff) throw refuse(451, '4.3.0 This address is being set up, try again later');
}

async function store(
  account: AccountContext,
  { raw, digest }: TakenMail,
  session: SMTPServerSession,
  to: string[],
  authentication: unknown,
): Promise<void> {
  const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  const glance = glanceAt(raw);
  await account.receive({
    key: keyOf(raw, digest, account.now()),
    type: 'message/rfc822',
    body: raw,
    meta: {
      from,
      to,
      clientAddress: session.remoteAddress,
      helo: session.hostNameAppearsAs,
      authentication: authentication ?? undefined,
    },
    orderKey: glance.from || from.toLowerCase(),
    from: glance.from || from,
    summary: glance.subject,
  });
  if ((account.account.settings as MailSettings).way === 'forwarding') await noteForwarding(account);
}

/**
 * A sender that lost our 250 brings the same bytes again: the same key, no second mail. Bytes that carry neither id nor
 * date (an alarm that repeats) are the same mail only within the hour.
 */
function keyOf(raw: Buffer, digest: string, now: Date): string {
  return isMarked(headerOf(raw, 64 * 1024)) ? `smtp:${digest}` : `smtp:${digest}:${now.toISOString().slice(0, 13)}`;
}

/** For the health page; not with every mail. */
async function noteForwarding(account: AccountContext): Promise<void> {
  const now = account.now();
  const last = await account.notebook.get<string>('forwardedAt');
  if (!last || now.getTime() - Date.parse(last) > SEEN_EVERY)
    await account.notebook.set('forwardedAt', now.toISOString());
}
