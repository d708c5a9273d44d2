// Pages of plugins in the settings of an account: drawn, acted on and downloaded from, each call guarded.
import type { AccountContext } from '../contract/context.ts';
import type { AccountPage, PageAbout, PageAnswer, PageFile, PageForm } from '../contract/pages.ts';
import { DeskError, notFound } from '../kernel/errors.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

export type PageVisit = Omit<PageAbout, 'account'> & { channel: string; accountId: number; page: string };

/** Every verb throws `not_found` where there is no such page, action or file, and `plugin_failed` where the plugin fails. */
export interface PluginPages {
  of(channel: string): Pick<AccountPage, 'id' | 'permission'>[];
  draw(visit: PageVisit): Promise<{ view: string; model: object }>;
  act(visit: PageVisit, action: string, form: PageForm): Promise<PageAnswer>;
  file(visit: PageVisit, name: string): Promise<NonNullable<PageFile>>;
}

export function createPluginPages(
  { calls, config }: Pick<ChannelRooms, 'calls' | 'config'>,
  loaded: LoadedPlugin[],
  contextOf: (accountId: number) => AccountContext | null,
): PluginPages {
  const pagesOf = (channel: string): AccountPage[] => {
    const one = loaded.find(({ id }) => id === channel);
    return one?.why ? [] : (one?.plugin?.pages ?? []);
  };

  async function call<T>(
    visit: PageVisit,
    verb: string,
    work: (page: AccountPage, about: PageAbout) => Promise<T> | null,
  ) {
    const { channel, accountId, page: wanted, ...rest } = visit;
    const page = pagesOf(channel).find(({ id }) => id === wanted);
    const account = contextOf(accountId);
    if (!page) throw notFound('page');
    if (!account) throw new DeskError('account_not_running', 409, 'Switch the account on to see this page.');
    const about = { plugin: channel, account: accountId, verb: `page ${wanted} ${verb}`, limit: config.limits.ask };
    const answer = await calls.callPlugin(about, () => work(page, { ...rest, account }));
    if (!answer.ok) throw new DeskError('plugin_failed', 502, `The channel failed: ${answer.detail}`);
    if (answer.value === null) throw notFound('page');
    return { page, value: answer.value };
  }

  return {
    of: (channel) => pagesOf(channel).map(({ id, permission }) => ({ id, permission })),
    async draw(visit) {
      const { page, value } = await call(visit, 'model', (one, about) => one.model(about));
      return { view: page.view, model: value };
    },
    async act(visit, action, form) {
      const acts = (page: AccountPage) => (Object.hasOwn(page.actions ?? {}, action) ? page.actions![action]! : null);
      return (await call(visit, action, (page, about) => acts(page)?.(about, form) ?? null)).value;
    },
    async file(visit, name) {
      const files = (page: AccountPage) => (Object.hasOwn(page.files ?? {}, name) ? page.files![name]! : null);
      return (await call(visit, name, (page, about) => files(page)?.(about) ?? null)).value;
    },
  };
}
