// What goes over the lines of telephones, as the desk understands it: it rings, is taken, given up, or over.
import type { CallEnding } from '../../../core/contract/call.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { Hearing, Phone } from '../line/phone.ts';
import { isPlain, type SipMessage } from '../sip/reading.ts';
import { settingsOf } from '../settings.ts';
import { mayAsk } from './asking.ts';
import { gone, over, taken } from './ending.ts';
import { cameBack, left, letGo, trouble } from './lines.ts';
import { rings } from './ringing.ts';
import { dialogBySip } from './store.ts';
import { inTurn } from './turns.ts';
import { isMain } from './wanting.ts';

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
  async fromPage(phone, message, text) {
    const context = phone.context();
    const { method, status } = message;
    if (!isPlain(text)) return false;
    if (status !== null) await answeredHere(phone, context, message);
    else if (!(await mayAsk(context, phone, message))) return refused(context, phone, message);
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

function refused({ log }: AccountContext, { account, userId: user }: Phone, { method }: SipMessage): false {
  log.warn({ account, user, method }, 'A page asked the telephone system for what nobody asked it to');
  return false;
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
