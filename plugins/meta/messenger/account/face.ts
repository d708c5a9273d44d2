// How a page meets people before they write: greeting, the button to begin, a menu. Told to Meta when it has changed (MS-2).
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Health } from '../../../../core/contract/health.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { Fields } from '../../graph/json.ts';
import { contentId } from '../../graph/reading.ts';
import { Remote } from '../remote.ts';
import { settingsOf, type MessengerSettings } from '../settings.ts';
import { blockOf } from './policy.ts';

/** Under which it is written down what Meta was told last. */
const TOLD = 'shown';

interface Told {
  /** What was wanted, so that it is told once. */
  wanted: string;
  getStarted: boolean;
  /** Entries that were set here: only these are taken away here. */
  ours: string[];
}

/** The entry of the button to begin. */
const BUTTON = 'get_started';

/** Of an entry of the menu, in characters. */
const LONGEST_ENTRY = 30;

/** Comes back when somebody presses the button to begin. */
const BEGIN = 'begin';

/** Asks Meta with the account's own token, whichever it is by then. */
export function remoteOf(account: AccountContext): Remote {
  return new Remote(account, settingsOf(account.account).pageId, () => settingsOf(account.account).token ?? '');
}

/** Null where nothing is to be. */
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
    [BUTTON]: getStarted || hasMenu ? { payload: BEGIN } : null,
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
  return (await blockOf(account)) ?? { state: 'connected' };
}

/**
 * What was made at Meta stays as its owner has made it until something is set here in its place. What Meta refuses is said
 * in the account's log; messages come and go without it.
 */
async function showFace(account: AccountContext, remote: Remote): Promise<void> {
  const settings = settingsOf(account.account);
  const face = faceOf(settings);
  const { getStarted } = settings;
  const wanted = contentId('face', [face, getStarted]);
  const before = await account.notebook.get<Told>(TOLD);
  if (before?.wanted === wanted) return;
  const ours = before?.ours ?? [];
  const kept = await keptButton(remote, { ours, isAsked: getStarted && before?.getStarted === false, face });
  const set = Object.entries(face).filter(([name, value]) => value !== null && !(kept === true && name === BUTTON));
  const gone = ours.filter((name) => face[name] === null);
  const refused = typeof kept === 'boolean' ? await remote.saveProfile(Object.fromEntries(set), gone) : kept;
  if (refused) refusal(account, refused);
  if (refused?.code === 'messenger.unreachable') return;
  await account.notebook.set(TOLD, { wanted, getStarted, ours: refused ? ours : set.map(([name]) => name) });
}

/** Whether the button at Meta is its owner's and does: the switch is on from the start, so nobody has asked for another. */
async function keptButton(
  remote: Remote,
  { ours, isAsked, face }: { ours: string[]; isAsked: boolean; face: Fields },
): Promise<boolean | Reason> {
  if (face[BUTTON] === null || isAsked || ours.includes(BUTTON)) return false;
  const found = await remote.shownProfile(BUTTON);
  return 'why' in found ? found.why : BUTTON in found.profile;
}

function refusal(account: AccountContext, refused: Reason): void {
  const detail = refused.text;
  account.note(reason('messenger.face_refused', `Meta did not take the greeting or the menu: ${detail}`, { detail }));
}
