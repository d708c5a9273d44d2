// What bridges were told, newest first, each with its body and a button that sends it again.
import type { AccountPage, PageAnswer, PageVisitor } from '../../../core/contract/pages.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import { registryOf } from '../registry/build.ts';
import { replay } from '../registry/replay.ts';
import type { Registry } from '../registry/registry.ts';
import { told } from './told.ts';
import { hookOf, listHooks, type Hook, type HookStatus } from '../store/hooks.ts';

const PAGE = 30;
const STATUSES: HookStatus[] = ['waiting', 'sending', 'delivered', 'failed'];
const TONES: Record<HookStatus, string> = { waiting: 'warn', sending: 'warn', delivered: 'good', failed: 'bad' };

/** `hidden`: what the address says besides, kept by links and forms. */
type About = PageVisitor & { context: PluginContext; hidden?: Record<string, string>; accountId?: number };

export const deliveriesPage: AccountPage = {
  id: 'deliveries',
  view: 'log/page',
  permission: 'channel.manage',
  async model({ account, ...about }) {
    const channelId = channelIdOf(account);
    return { log: await logModel({ ...about, context: account, accountId: account.account.id }, [channelId]) };
  },
  actions: {
    again: ({ account }, form) => sendAgain(registryOf(account), [channelIdOf(account)], form.number('delivery'), {}),
  },
};

function channelIdOf(account: Parameters<AccountPage['model']>[0]['account']): number {
  return registryOf(account).open.get(account.account.id)?.channelId ?? 0;
}

export async function sendAgain(
  registry: Registry,
  channelIds: number[],
  id: number,
  go: Record<string, string>,
): Promise<PageAnswer> {
  const hook = Number.isInteger(id) ? await hookOf(registry.context, channelIds, id) : null;
  if (!hook) return { go };
  await replay(registry, hook);
  return { go: { ...go, delivery: String(id) }, said: told('again') };
}

export async function logModel(about: About, channelIds: number[]): Promise<object> {
  const { context, query, address, language, hidden = {}, accountId } = about;
  const link = (more: Record<string, string>) => `${address}?${new URLSearchParams({ ...hidden, ...more })}`;
  const say = (key: string) => context.text(language, key);
  const status = STATUSES.find((one) => one === query.status);
  const before = Number(query.before) || undefined;
  const found = await listHooks(context, { channelIds, status, before, most: PAGE, accountId });
  const filter: Record<string, string> = status ? { status } : {};
  const opened = /^\d{1,15}$/.test(query.delivery ?? '')
    ? await hookOf(context, channelIds, Number(query.delivery))
    : null;
  return {
    address,
    hidden: Object.entries(hidden).map(([name, value]) => ({ name, value })),
    filters: [undefined, ...STATUSES].map((one) => ({
      label: say(`log.${one ?? 'all'}`),
      href: link(one ? { status: one } : {}),
      current: one === status || undefined,
    })),
    lines: found.map((hook) => lineOf(hook, link({ ...filter, delivery: String(hook.id) }), say)),
    none: found.length === 0 || undefined,
    later: found.length === PAGE ? link({ ...filter, before: String(found.at(-1)!.id) }) : undefined,
    opened: opened
      ? { ...lineOf(opened, link(filter), say), body: pretty(opened.body), eventId: opened.eventId }
      : undefined,
  };
}

function lineOf(hook: Hook, href: string, say: (key: string) => string) {
  const { id, type, status, attempts, answer, why, createdAt, dueAt } = hook;
  const chip = { label: say(`log.${status}`), tone: TONES[status] };
  return {
    id,
    type,
    chip,
    attempts,
    answer: answer ?? undefined,
    why: why ?? undefined,
    at: createdAt,
    due: dueAt ?? undefined,
    href,
  };
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
