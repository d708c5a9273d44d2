// What goes over the lines of telephones, as the desk understands it: it rings, is taken, given up, or over.
import type { CallEnding } from '../../../core/contract/call.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { ownerOf } from '../line/agents.ts';
import type { Hearing, Phone } from '../line/phone.ts';
import type { SipMessage } from '../sip/reading.ts';
import { settingsOf } from '../settings.ts';
import { gone, over, taken } from './ending.ts';
import { cameBack, left, letGo, trouble } from './lines.ts';
import { rings } from './ringing.ts';
import { changeDialog, dialogBySip, dialogNamed } from './store.ts';
import { inTurn } from './turns.ts';
import { isMain } from './wanting.ts';

/** What a page may ask the telephone system for. */
const METHODS = new Set([
  'REGISTER',
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'INFO',
  'REFER',
  'UPDATE',
  'PRACK',
  'NOTIFY',
  'OPTIONS',
]);

/** What belongs to no call yet, or to one that is not answered. */
const BEGINNINGS = new Set(['REGISTER', 'INVITE', 'CANCEL', 'ACK']);

export const hearing: Hearing = {
  async fromPbx(phone, message, text) {
    const context = phone.context();
    const { method, status, toTag } = message;
    if (status !== null) await answeredThere(phone, context, message);
    else if (method === 'INVITE' && toTag === '') await rings(context, phone.userId, message);
    else if (method === 'CANCEL') await cancelled(phone, context, message);
    else if (method === 'BYE') await hungUp(phone, context, message);
    else if (method === 'MESSAGE') await written(context, message, text);
    return true;
  },
  async fromPage(phone, message) {
    const context = phone.context();
    const { method, status, toTag } = message;
    if (status !== null) await answeredHere(phone, context, message);
    else if (!mayAsk(context, phone, message)) return false;
    else if (method === 'INVITE' && toTag === '') return calls(phone, context, message);
    else if (method === 'REFER') return passesOn(phone, context, message);
    else if (method === 'BYE') await hungUp(phone, context, message);
    return true;
  },
  async said(phone, frame) {
    if ('hello' in frame) await cameBack(phone, frame.hello);
    else if ('gone' in frame) await letGo(phone, frame.gone);
    else await trouble(phone, frame.trouble);
  },
  left,
};

/** By their own extension, and within a call, except for what begins or ends one. */
function mayAsk(context: AccountContext, { userId }: Phone, { method, from, toTag }: SipMessage): boolean {
  if (!METHODS.has(method)) return false;
  if (toTag === '' && !BEGINNINGS.has(method)) return false;
  return toTag !== '' || ownerOf(context, unescaped(from.user)) === userId;
}

function unescaped(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** Only when the desk's call is passed on. */
async function passesOn(phone: Phone, context: AccountContext, { callId }: SipMessage): Promise<boolean> {
  const dialog = await dialogBySip(context, phone.userId, callId);
  return dialog !== undefined && phone.wanted(dialog.name) === 'refer';
}

/** Only ever what the desk has asked for, once. */
async function calls(phone: Phone, context: AccountContext, message: SipMessage): Promise<boolean> {
  const name = message.header(settingsOf(context.account).callHeader);
  const dialog = await dialogNamed(context, phone.userId, name);
  const isAsked = dialog?.way === 'out' && (dialog.state === 'asked' || dialog.sip === message.callId);
  if (!isAsked) {
    context.log.warn({ account: phone.account, user: phone.userId }, 'A page called what nobody asked it to');
    return false;
  }
  if (dialog.state === 'asked') await changeDialog(context, dialog, { state: 'early', sip: message.callId });
  return true;
}

/** The telephone system answers the page. */
async function answeredThere(phone: Phone, context: AccountContext, message: SipMessage): Promise<void> {
  const { method, status, callId } = message;
  if (method !== 'INVITE' || status! < 200) return;
  const dialog = await dialogBySip(context, phone.userId, callId);
  // What an end that stands already is asked for is the page's own affair.
  if (dialog?.way !== 'out' || dialog.state !== 'early') return;
  await inTurn(context, dialog.key, async () => {
    if (status! < 300) return taken(context, dialog);
    // The page answers a challenge by asking again.
    if ((status === 401 || status === 407) && !phone.hasAnswered(message)) return undefined;
    if (isMain(dialog)) tell(context, message);
    return gone(context, dialog, endingOf(status!));
  });
}

function tell(context: AccountContext, { status, phrase }: SipMessage): void {
  if (status === 486 || status === 487 || status === 480 || status === 600 || status === 603) return;
  const detail = `${status} ${phrase.slice(0, 100)}`.trim();
  context.note(reason('pbx.refused', `The telephone system answers: ${detail}`, { detail }));
}

function endingOf(status: number): CallEnding {
  if (status === 486 || status === 600) return 'busy';
  if (status === 603) return 'declined';
  if (status === 487) return 'cancelled';
  return status === 408 || status === 480 ? 'no_answer' : 'failed';
}

/** The page answers the telephone system. */
async function answeredHere(
  phone: Phone,
  context: AccountContext,
  { method, status, callId }: SipMessage,
): Promise<void> {
  if (method !== 'INVITE' || status! < 200) return;
  const dialog = await dialogBySip(context, phone.userId, callId);
  if (dialog?.way !== 'in' || dialog.state !== 'early') return;
  await inTurn(context, dialog.key, () =>
    status! < 300 ? taken(context, dialog) : gone(context, dialog, endingOf(status!)),
  );
}

async function cancelled(phone: Phone, context: AccountContext, { callId }: SipMessage): Promise<void> {
  const dialog = await dialogBySip(context, phone.userId, callId);
  if (dialog?.way === 'in' && dialog.state === 'early')
    await inTurn(context, dialog.key, () => gone(context, dialog, 'no_answer'));
}

async function hungUp(phone: Phone, context: AccountContext, { callId }: SipMessage): Promise<void> {
  const dialog = await dialogBySip(context, phone.userId, callId);
  if (dialog && dialog.state !== 'over') await inTurn(context, dialog.key, () => over(context, dialog, 'hung_up'));
}

/** A text that somebody sent to the telephone system; the same at five telephones is one. */
async function written(context: AccountContext, message: SipMessage, text: string): Promise<void> {
  const given = message.header(settingsOf(context.account).callHeader).trim() || message.callId;
  await context.receive({
    key: `message:${given.slice(0, 200)}`,
    type: 'message/sip',
    body: Buffer.from(text),
    orderKey: message.from.user,
    from: message.from.user.slice(0, 100),
  });
}
