// How a page meets people before they write: greeting, the button to begin, a menu. Told to Meta when it has changed (MS-2).
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Health } from '../../../../core/contract/health.ts';
import { reason } from '../../../../core/contract/reason.ts';
import type { Fields } from '../../graph/json.ts';
import { contentId } from '../../graph/reading.ts';
import { Remote } from '../remote.ts';
import { settingsOf, type MessengerSettings } from '../settings.ts';

/** What Meta was told last, so that it is told once. */
const TOLD = 'face';

/** Of an entry of the menu, in characters. */
const LONGEST_ENTRY = 30;

/** Comes back when somebody presses the button to begin. */
const BEGIN = 'begin';

/** Asks Meta with the account's own token, whichever it is by then. */
export function remoteOf(account: AccountContext): Remote {
  return new Remote(account, settingsOf(account.account).pageId, () => settingsOf(account.account).token ?? '');
}

/** Null where something is to be taken away. */
export function faceOf({
  greeting,
  getStarted,
  menu,
}: Pick<MessengerSettings, 'greeting' | 'getStarted' | 'menu'>): Fields {
  const items = menu.map((entry) => ({ type: 'postback', title: entry.slice(0, LONGEST_ENTRY), payload: entry }));
  const hasMenu = items.length > 0;
  return {
    greeting: greeting.trim() === '' ? null : [{ locale: 'default', text: greeting.trim() }],
    // A menu is shown only where the button is.
    get_started: getStarted || hasMenu ? { payload: BEGIN } : null,
    persistent_menu: hasMenu ? [{ locale: 'default', composer_input_disabled: false, call_to_actions: items }] : null,
  };
}

/** Looks whether the page is there, and tells Meta what is new; gives how the account is doing. */
export async function lookAtPage(account: AccountContext): Promise<Health> {
  const remote = remoteOf(account);
  const found = await remote.page();
  if ('why' in found) {
    if (!found.signedOut) return { state: 'recovering', why: found.why, action: 'wait' };
    const isDead = found.why.code === 'messenger.failed.signed_out';
    return isDead
      ? { state: 'needs sign-in', why: found.why, action: 'sign in again' }
      : { state: 'misconfigured', why: found.why, action: 'change settings' };
  }
  await showFace(account, remote);
  return { state: 'connected' };
}

/** What Meta refuses is said in the account's log; messages come and go without it. */
async function showFace(account: AccountContext, remote: Remote): Promise<void> {
  const face = faceOf(settingsOf(account.account));
  const wanted = contentId('face', face);
  const before = await account.notebook.get<string>(TOLD);
  // A page that never had anything is left as its owner has made it at Meta.
  const isPlain = before === undefined && Object.values(face).every((one) => one === null);
  if (before === wanted || isPlain) return;
  const refused = await remote.saveProfile(face);
  if (refused) {
    const detail = refused.text;
    account.note(reason('messenger.face_refused', `Meta did not take the greeting or the menu: ${detail}`, { detail }));
    if (refused.code === 'messenger.unreachable') return;
  }
  await account.notebook.set(TOLD, wanted);
}
