// Pages of plugins in the settings, of an account or of the plugin itself: drawn, acted on and downloaded from, each call guarded.
import type { AccountContext, PluginContext } from '../contract/context.ts';
import type {
  AccountPage,
  DeskPage,
  PageAnswer,
  PageFile,
  PageForm,
  PageVisitor,
  PluginPage,
} from '../contract/pages.ts';
import { DeskError, notFound } from '../kernel/errors.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

/** `accountId` null: a page of the plugin itself. */
export type PageVisit = PageVisitor & { channel: string; accountId: number | null; page: string };
type ShownPage = Pick<AccountPage, 'id' | 'permission' | 'formPermission'>;

const shown = ({ id, permission, formPermission }: ShownPage): ShownPage => ({ id, permission, formPermission });

/** Every verb throws `not_found` where there is no such page, action or file, and `plugin_failed` where the plugin fails. */
export interface PluginPages {
  of(channel: string): ShownPage[];
  /** Pages of the plugins themselves. */
  ofDesk(): (ShownPage & { channel: string })[];
  draw(visit: PageVisit): Promise<{ view: string; model: object }>;
  /** With the view of the page, for a form that is shown again. */
  act(visit: PageVisit, action: string, form: PageForm): Promise<{ view: string; answer: PageAnswer }>;
  file(visit: PageVisit, name: string): Promise<NonNullable<PageFile>>;
}

export interface PageContexts {
  account(accountId: number): AccountContext | null;
  plugin(plugin: LoadedPlugin): PluginContext;
}

/** A page with whom it is shown to, whichever kind it is. */
type Bound = PluginPage<never> & { about: never };

export function createPluginPages(
  { calls, config }: Pick<ChannelRooms, 'calls' | 'config'>,
  loaded: LoadedPlugin[],
  contexts: PageContexts,
): PluginPages {
  const pluginOf = (channel: string) => loaded.find(({ id, why }) => id === channel && !why);
  const pagesOf = (channel: string): AccountPage[] => pluginOf(channel)?.plugin?.pages ?? [];
  const deskPagesOf = (one: LoadedPlugin | undefined): DeskPage[] => one?.plugin?.deskPages ?? [];

  /** Throws where there is none, or its account does not run. */
  function bound({ channel, accountId, page: wanted, ...rest }: PageVisit): Bound {
    const one = pluginOf(channel);
    const pages: PluginPage<never>[] = accountId === null ? deskPagesOf(one) : pagesOf(channel);
    const page = pages.find(({ id }) => id === wanted);
    if (!page) throw notFound('page');
    const about = accountId === null ? { context: contexts.plugin(one!) } : { account: contexts.account(accountId) };
    if (about.account === null)
      throw new DeskError('account_not_running', 409, 'Switch the account on to see this page.');
    return { ...page, about: { ...rest, ...about } as never };
  }

  async function call<T>(visit: PageVisit, verb: string, work: (page: Bound) => Promise<T> | null) {
    const page = bound(visit);
    const { channel, accountId, page: name } = visit;
    const about = { plugin: channel, ...(accountId !== null && { account: accountId }), limit: config.limits.ask };
    const answer = await calls.callPlugin({ ...about, verb: `page ${name} ${verb}` }, () => work(page));
    if (!answer.ok) throw new DeskError('plugin_failed', 502, `The channel failed: ${answer.detail}`);
    if (answer.value === null) throw notFound('page');
    return { view: page.view, value: answer.value };
  }

  return {
    of: (channel) => pagesOf(channel).map(shown),
    ofDesk: () =>
      loaded
        .filter(({ why }) => !why)
        .flatMap((one) => deskPagesOf(one).map((page) => ({ channel: one.id, ...shown(page) }))),
    async draw(visit) {
      const { view, value } = await call(visit, 'model', (page) => page.model(page.about));
      return { view, model: value };
    },
    async act(visit, action, form) {
      const acts = ({ actions = {} }: Bound) => (Object.hasOwn(actions, action) ? actions[action]! : null);
      const { view, value } = await call(visit, action, (page) => acts(page)?.(page.about, form) ?? null);
      return { view, answer: value };
    },
    async file(visit, name) {
      const files = ({ files: all = {} }: Bound) => (Object.hasOwn(all, name) ? all[name]! : null);
      const { value } = await call(visit, name, (page) => files(page)?.(page.about) ?? null);
      return value;
    },
  };
}
