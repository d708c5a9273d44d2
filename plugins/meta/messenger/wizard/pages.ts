// Which pages: those of whoever logged in, several at once, each connected in one place only (MS-1).
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { Login } from '../../wizard/login.ts';
import { told } from '../reading/failures.ts';
import { Remote } from '../remote.ts';
import { settingsOf } from '../settings.ts';
import { LOGIN, memoryOf, pagesOf, type OwnPage } from './login.ts';

export async function choosePages(context: ConnectContext): Promise<ConnectStep> {
  const found = await pagesOf(context);
  if (!found.ok) return { step: 'stop', why: told(found) };
  if (found.pages.length === 0) {
    const words = 'Whoever logged in manages no page, or let the desk have none. Log in again and choose pages.';
    return { step: 'stop', why: reason('messenger.no_pages', words) };
  }
  memoryOf(context).pages = found.pages;
  return chooseAmong(context, found.pages);
}

async function chooseAmong(context: ConnectContext, pages: OwnPage[], error?: Reason): Promise<ConnectStep> {
  const options = await Promise.all(pages.map((page) => optionOf(context, page)));
  return { step: 'choose', id: 'pages', several: true, options, ...(error && { error }) };
}

async function optionOf({ taken }: ConnectContext, { id, name, mayConnect, token }: OwnPage) {
  const lacking =
    'The one who logged in may not answer messages of this page: the tasks “Messages” and “Community activity” are needed.';
  const disabled = mayConnect && token !== '' ? await taken(id) : reason('messenger.lacks_tasks', lacking);
  return { id, title: name || id, detail: id, icon: 'book', ...(disabled && { disabled }) };
}

export async function answerPages(context: ConnectContext, ids: string[]): Promise<ConnectStep> {
  const { pages = [] } = memoryOf(context);
  const wanted = pages.filter(({ id }) => ids.includes(id));
  for (const { id, name, token } of wanted) {
    const refused = await new Remote(context.plugin, id, token).subscribe();
    if (refused) {
      const detail = refused.text;
      const why = reason('messenger.page_refused', `Meta does not let ${name} be connected: ${detail}`, {
        name,
        detail,
      });
      return chooseAmong(context, pages, why);
    }
  }
  const values = new Login(LOGIN, context).values();
  const accounts = wanted.map(({ id, name, token }) => ({
    uniqueId: id,
    title: name || id,
    values: { ...values, pageId: id, token },
  }));
  return { step: 'done', accounts };
}

/** The page gets what the login gave, and with it every other one that whoever logged in manages. */
export async function renew(context: ConnectContext): Promise<ConnectStep> {
  const { uniqueId, title } = context.account!;
  const found = await pagesOf(context);
  if (!found.ok) return { step: 'stop', why: told(found) };
  const page = found.pages.find(({ id }) => id === uniqueId);
  if (!page?.mayConnect || page.token === '') {
    const words = 'Whoever logged in may not answer messages of this page. Log in as somebody who manages it.';
    return { step: 'stop', why: reason('messenger.not_theirs', words) };
  }
  const refused = await new Remote(context.plugin, uniqueId, page.token).subscribe();
  if (refused) return { step: 'stop', why: refused };
  const common = new Login(LOGIN, context).values();
  await renewOthers(context, found.pages, common);
  const values = { ...common, token: page.token };
  return { step: 'done', accounts: [{ uniqueId, title, values }] };
}

/** With the token comes the app: what it signs must be believed for them as well, and Meta must bring it. */
async function renewOthers(context: ConnectContext, pages: OwnPage[], common: Record<string, unknown>): Promise<void> {
  for (const account of context.plugin.accounts()) {
    const { uniqueId } = account.account;
    const page = pages.find(({ id }) => id === uniqueId);
    const isOurs = page && page.token !== '' && uniqueId !== context.account!.uniqueId;
    if (!isOurs || settingsOf(account.account).way !== 'login') continue;
    const refused = await new Remote(context.plugin, uniqueId, page.token).subscribe();
    if (refused) {
      account.note(refused);
      continue;
    }
    await account.saveSettings({ ...common, token: page.token });
    account.health({ state: 'connected' });
  }
}
