// What a page may ask the telephone system for: to be signed in as its own extension, and what the desk has asked it to do.
import type { AccountContext } from '../../../core/contract/context.ts';
import { extensionOf } from '../line/agents.ts';
import { hubOf } from '../line/hub.ts';
import type { Phone } from '../line/phone.ts';
import type { SipAddress, SipMessage } from '../sip/reading.ts';
import { settingsOf } from '../settings.ts';
import { changeDialog, dialogBySip, dialogNamed, type Dialog } from './store.ts';

/** Within a talk. */
const WITHIN = new Set(['INVITE', 'INFO', 'UPDATE', 'PRACK', 'NOTIFY', 'OPTIONS']);
/** Also when it is over for the desk: nothing more comes of them. */
const ENDINGS = new Set(['BYE', 'ACK', 'CANCEL']);

/** An INVITE that may be sent makes the end one that rings. */
export async function mayAsk(context: AccountContext, phone: Phone, message: SipMessage): Promise<boolean> {
  const { method, callId, from, to, toTag } = message;
  if (method === 'REGISTER') return toTag === '' && [from, to].every((one) => isOwn(context, phone, one));
  if (method === 'INVITE' && toTag === '') return isOwn(context, phone, from) && calls(phone, context, message);
  const dialog = await dialogBySip(context, phone.userId, callId);
  if (!dialog) return false;
  if (ENDINGS.has(method)) return toTag !== '' || method !== 'BYE';
  if (toTag === '' || dialog.state === 'over') return false;
  return method === 'REFER' ? passesOn(phone, context, dialog, message) : WITHIN.has(method);
}

function isOwn(context: AccountContext, { userId }: Phone, { user, host }: SipAddress): boolean {
  const own = extensionOf(context, userId)?.user;
  return own !== undefined && unescaped(user) === own && isSame(host, settingsOf(context.account).domain);
}

/** Only ever what the desk has asked for, once; again with the answer to a challenge. */
async function calls(phone: Phone, context: AccountContext, message: SipMessage): Promise<boolean> {
  const name = message.header(settingsOf(context.account).callHeader);
  const dialog = await dialogNamed(context, phone.userId, name);
  const isAsked = dialog?.state === 'asked' || (dialog?.state === 'early' && dialog.sip === message.callId);
  const target = hubOf(context).targets.get(`${context.account.id} ${name}`);
  if (!isAsked || dialog.way !== 'out' || !isFor(message.uri, target)) return false;
  if (dialog.state === 'asked') await changeDialog(context, dialog, { state: 'early', sip: message.callId });
  return true;
}

/** Only when the desk's call is passed on, and to whom. */
async function passesOn(phone: Phone, context: AccountContext, dialog: Dialog, message: SipMessage): Promise<boolean> {
  const want = phone.wanted(dialog.name);
  const [, to = '', replaces] = /^<([^<>?]+)(?:\?Replaces=([^&<>]+))?>$/.exec(message.header('refer-to').trim()) ?? [];
  if (want?.act !== 'refer') return false;
  if (want.replaces === undefined) return replaces === undefined && isFor(to, want.to);
  const other = await dialogNamed(context, phone.userId, want.replaces);
  const target = hubOf(context).targets.get(`${context.account.id} ${want.replaces}`) ?? want.to;
  const callId = unescaped(replaces ?? '').split(';')[0];
  return other?.state === 'up' && callId === other.sip && isFor(to, target);
}

const ADDRESS = /^sips?:([^@:;?]+)@([^@:;?]+)$/i;

/** However its name is escaped; with nothing beside the name and the host. */
function isFor(uri: string, wanted: string | undefined): boolean {
  const [, user, host] = ADDRESS.exec(uri) ?? [];
  const [, wantedUser, wantedHost] = ADDRESS.exec(wanted ?? '') ?? [];
  if (user === undefined || wantedUser === undefined) return false;
  return unescaped(user) === unescaped(wantedUser) && isSame(host!, wantedHost!);
}

function isSame(host: string, other: string): boolean {
  return host.toLowerCase() === other.toLowerCase();
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
