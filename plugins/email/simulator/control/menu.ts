// The misbehaviours one can switch on from the page or over HTTP, with the values each needs.
import type { Misbehave } from '../misbehave.ts';

export interface MenuField {
  name: string;
  label: string;
  type: 'text' | 'number' | 'mailbox';
  value: string;
}

export interface MenuEntry {
  /** Its name in the address: POST /misbehaviours/<name>. */
  name: string;
  label: string;
  fields: MenuField[];
  /** What it gives (new UIDs, a UIDVALIDITY) is shown. */
  run(misbehave: Misbehave, values: Record<string, string>): unknown;
}

const mailbox: MenuField = { name: 'address', label: 'Mailbox', type: 'mailbox', value: '' };
const times: MenuField = { name: 'times', label: 'Times', type: 'number', value: '1' };
const uid: MenuField = { name: 'uid', label: 'UID', type: 'number', value: '1' };
const folder: MenuField = { name: 'folder', label: 'Folder', type: 'text', value: 'INBOX' };
const recipient: MenuField = { name: 'recipient', label: 'Recipient', type: 'text', value: 'nobody@customer.example' };
const number = (name: string, label: string, value: number): MenuField => ({
  name,
  label,
  type: 'number',
  value: String(value),
});
const text = (name: string, label: string, value: string): MenuField => ({ name, label, type: 'text', value });

const FETCHING: MenuEntry[] = [
  entry(
    'throttle',
    'Throttle a command',
    [text('command', 'Command', 'FETCH'), number('milliseconds', 'Milliseconds', 92_415), times],
    (to, v) => to.throttle(v.command, Number(v.milliseconds), Number(v.times)),
  ),
  entry('unavailable', 'Answer NO [UNAVAILABLE]', [text('command', 'Command', 'SELECT'), times], (to, v) =>
    to.unavailable(v.command, Number(v.times)),
  ),
  entry(
    'answer',
    'Answer a command as told',
    [text('command', 'Command', 'SELECT'), text('answer', 'Answer', 'NO [SERVERBUG] Internal error'), times],
    (to, v) => to.answer(v.command!, v.answer!, Number(v.times)),
  ),
  entry('cutFetch', 'Cut the line within a mail', [number('bytes', 'After bytes', 100), times], (to, v) =>
    to.cutFetch(Number(v.bytes), Number(v.times)),
  ),
  entry('dropConnections', 'Drop all IMAP connections', [], (to) => to.dropConnections()),
  entry('expunge', 'Remove a mail, as another client would', [mailbox, folder, uid], (to, v) =>
    to.expunge(v.address!, Number(v.uid), v.folder),
  ),
  entry('resetUidValidity', 'New UIDVALIDITY', [mailbox, folder], (to, v) => ({
    uidValidity: to.resetUidValidity(v.address!, v.folder),
  })),
  entry('hideNext', 'Keep the next deliveries invisible', [number('deliveries', 'Deliveries', 1)], (to, v) =>
    to.hideNext(Number(v.deliveries)),
  ),
  entry('reveal', 'Show an invisible mail', [mailbox, folder, uid], (to, v) =>
    to.reveal(v.address!, Number(v.uid), v.folder),
  ),
  entry('markSeen', 'Set \\Seen on every fetch', [], (to) => to.markSeen()),
  entry(
    'without',
    'Leave out capabilities',
    [text('capabilities', 'Capabilities', 'UIDPLUS IDLE SPECIAL-USE')],
    (to, v) => to.without(...v.capabilities!.split(/[\s,]+/).filter((name) => name !== '')),
  ),
  entry('fillMailbox', 'Fill a mailbox', [mailbox], (to, v) => to.fillMailbox(v.address!)),
  entry('repeatMessageId', 'Two mails with one Message-ID', [mailbox], (to, v) => ({
    uids: to.repeatMessageId(v.address!),
  })),
  entry('omitMessageId', 'A mail without Message-ID', [mailbox], (to, v) => ({ uid: to.omitMessageId(v.address!) })),
  entry('weekOfDowntime', 'A week of mail at once', [mailbox, number('mails', 'Mails', 2000)], (to, v) => ({
    delivered: to.weekOfDowntime(v.address!, Math.min(Number(v.mails), 100_000)).length,
  })),
];

const SENDING: MenuEntry[] = [
  entry('deferMail', 'Defer mail with a 4xx', [times, number('code', 'Code', 451)], (to, v) =>
    to.deferMail(Number(v.times), 'data', Number(v.code)),
  ),
  entry('refuseRecipient', 'Refuse a recipient', [recipient, number('code', 'Code', 550)], (to, v) =>
    to.refuseRecipient(v.recipient!, Number(v.code)),
  ),
  entry('refuseSize', 'Refuse as too large (552)', [times], (to, v) => to.refuseSize(Number(v.times))),
  entry('cutAfterFinalDot', 'Accept, but cut before the 250', [times], (to, v) => to.cutAfterFinalDot(Number(v.times))),
  entry('cutBeforeFinalDot', 'Cut before accepting', [times], (to, v) => to.cutBeforeFinalDot(Number(v.times))),
  entry(
    'bounce',
    'Accept, then report as undeliverable',
    [recipient, text('status', 'Status', '5.1.1'), number('after', 'After ms', 2000)],
    (to, v) =>
      to.bounce(v.recipient!, {
        status: v.status!,
        after: Number(v.after),
        action: v.status!.startsWith('4') ? 'delayed' : 'failed',
      }),
  ),
];

const CONNECTING: MenuEntry[] = [
  entry('refuseSignIn', 'Refuse sign-in', [times], (to, v) => to.refuseSignIn(Number(v.times))),
  entry('expireTokens', 'Access tokens expire now', [mailbox], (to, v) => to.expireTokens(v.address)),
  entry('revokeConsent', 'Consent is withdrawn', [mailbox], (to, v) => to.revokeConsent(v.address)),
  entry('voidRotatedTokens', 'Old refresh tokens die when used', [], (to) => to.voidRotatedTokens()),
  entry('delayGreeting', 'Delay greetings', [number('milliseconds', 'Milliseconds', 5000)], (to, v) =>
    to.delayGreeting(Number(v.milliseconds)),
  ),
  entry('slowDown', 'Delay every answer', [number('milliseconds', 'Milliseconds', 1000)], (to, v) =>
    to.slowDown(Number(v.milliseconds)),
  ),
];

export const MENU: { title: string; entries: MenuEntry[] }[] = [
  { title: 'Receiving', entries: FETCHING },
  { title: 'Sending', entries: SENDING },
  { title: 'Connecting', entries: CONNECTING },
];

/** The entry of this name with the given values; a missing one takes its default. Undefined for unknown names. */
export function menuAction(
  name: string,
  given: Record<string, string>,
): ((misbehave: Misbehave) => unknown) | undefined {
  const found = MENU.flatMap((group) => group.entries).find((candidate) => candidate.name === name);
  if (!found) return undefined;
  const values = Object.fromEntries(found.fields.map((field) => [field.name, given[field.name] || field.value]));
  return (misbehave) => found.run(misbehave, values);
}

function entry(name: string, label: string, fields: MenuField[], run: MenuEntry['run']): MenuEntry {
  return { name, label, fields, run };
}
