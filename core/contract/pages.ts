// Pages a plugin adds to the desk's settings, for an account or for itself: an editor, a dashboard, code to copy.
import type { AccountContext, PluginContext } from './context.ts';
import type { Reason } from './reason.ts';

/** Who looks, and with which query. */
export interface PageVisitor {
  /** Address of this page, for links and forms; without a query. */
  address: string;
  query: Record<string, string>;
  /** BCP 47 and IANA name of the reader. */
  language: string;
  timeZone: string;
  /** `session` is that of their sign-in; see `PluginContext.stillOpen`. */
  viewer: { id: number; name: string; session: number };
}

/** The account that is looked at. */
export interface PageAbout extends PageVisitor {
  account: AccountContext;
}

/** Of pages that belong to no account. */
export interface DeskPageAbout extends PageVisitor {
  context: PluginContext;
}

/** A sent form. What is missing is empty. */
export interface PageForm {
  text(name: string): string;
  texts(name: string): string[];
  on(name: string): boolean;
  /** NaN for what is no whole number. */
  number(name: string): number;
  has(name: string): boolean;
}

/**
 * What an action leads to.
 * - `go`: back to the page with this query; `said` is told there, by the plugin's text `said.<code>`.
 * - `again`: the page with this model and status 422; nothing was changed.
 * - `part`, `parts`: for forms of htmx only, pieces of the page drawn anew, each into its `target` (a CSS selector).
 */
export type PageAnswer =
  | { go: Record<string, string>; page?: string; said?: Reason }
  | { again: object }
  | { part: PagePart }
  | { parts: PagePart[] };

export interface PagePart {
  target: string;
  view: string;
  model: object;
}

/** A file to download: `GET <address>/<name>`. */
export type PageFile = { name: string; type: string; content: string | Uint8Array } | null;

/**
 * A page; its label is the plugin's text `page.<id>`. Forms of the view post to `{{address}}/<action>` with the field
 * `{{csrf}}`; the desk checks session, permission and token.
 */
export interface PluginPage<About> {
  /** Lower case letters and hyphens. */
  id: string;
  view: string;
  /** Default `channel.manage`. */
  permission?: 'channel.manage' | 'channel.read';
  /** Who may send its forms; default `channel.manage`. For what people set for themselves: whoever answers customers. */
  formPermission?: 'channel.manage' | 'conversation.answer';
  model(about: About): Promise<object>;
  actions?: Record<string, (about: About, form: PageForm) => Promise<PageAnswer>>;
  files?: Record<string, (about: About) => Promise<PageFile>>;
}

/** A tab of the account at `/settings/channels/<account>/pages/<id>`. */
export type AccountPage = PluginPage<PageAbout>;

/** At `/settings/channels/plugins/<plugin>/<id>`, led to from the list of channels. */
export type DeskPage = PluginPage<DeskPageAbout>;
