// An account's settings: what the channel declares, page by page with a preview, and how it is connected (CH-2, CT-7, EM-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { maskValues } from '../../channels/channels.ts';
import { notFound } from '../../kernel/errors.ts';
import { readFields } from '../fields.ts';
import { formOf, sentences, type Wrong } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import { connectAct } from '../present/account-health.ts';
import { accountActs, accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { text } from '../present/marks.ts';
import { fieldsOf, peopleOptions, settingsGroups, shownNames, type SettingsPage } from '../present/settings-form.ts';
import { slotHtml } from '../plugin-pages.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';
import { sendPreview, takersOf } from './settling.ts';

const PAGES: SettingsPage[] = ['details', 'availability', 'advanced'];

export function accountSettingsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms } = parts;

  for (const [address, page] of [
    [`${CHANNELS}/:id`, 'details'],
    [`${CHANNELS}/:id/availability`, 'availability'],
  ] as const)
    server.get<AccountPlace>(address, MANAGE, async (request, reply) => {
      const account = await visibleAccount(parts, request.viewer, request.params.id);
      const shape = rooms.channels.plugin(account.channel)?.plugin?.settings ?? {};
      if (page === 'availability' && Object.keys(fieldsOf(shape, page)).length === 0) throw notFound('page');
      return settingsPage(parts, request, reply, account, page);
    });

  server.post<AccountPlace>(`${CHANNELS}/:id/preview`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return sendPreview(parts, request, reply, account.channel, account.id);
  });

  server.put<SettingsPlace>(`${CHANNELS}/:id/settings`, MANAGE, (request, reply) => save(parts, request, reply));
}

interface SettingsPlace extends AccountPlace {
  Querystring: { page?: string };
}

/** Of one page: what the others hold stays. */
async function save(parts: WebParts, request: FastifyRequest<SettingsPlace>, reply: FastifyReply) {
  const { rooms, cookies, locales } = parts;
  const account = await visibleAccount(parts, request.viewer, request.params.id);
  const page = PAGES.find((one) => one === request.query.page) ?? 'details';
  const actor = actorOf(request.viewer);
  const title = formOf(request).text('account-title').replace(/\s+/g, ' ').trim().slice(0, 120);
  const fields = fieldsOf(rooms.channels.plugin(account.channel)?.plugin?.settings ?? {}, page);
  const values = readFields(fields, request.body as Record<string, unknown>);
  const saved = await rooms.channels.saveSettings(account.id, values, actor, shownNames(fields, values));
  const errors = 'errors' in saved ? { ...saved.errors } : {};
  if (page === 'details' && title === '') errors['account-title'] = 'wrong.empty';
  const tab = page === 'availability' ? page : 'details';
  if (Object.keys(errors).length > 0) {
    const wrong = sentences(locales, request.viewContext.language, errors);
    return settingsPage(parts, request, reply, account, tab, { page, title, values, wrong });
  }
  if (page === 'details' && title !== account.title) await rooms.channels.rename(account.id, title, actor);
  cookies.say(reply, 'said.saved');
  return reply.goTo(tab === 'details' ? accountAddress(account) : `${accountAddress(account)}/${tab}`);
}

interface Typed {
  page?: SettingsPage;
  title?: string;
  values?: Record<string, unknown>;
  wrong?: Wrong;
}

/** `details` stand with what is set rarely and how it is connected; `availability` is a tab of its own. */
async function settingsPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  page: 'details' | 'availability',
  typed: Typed = {},
): Promise<FastifyReply> {
  const { channel, id: accountId } = account;
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const place = { channel, accountId, values: maskValues(shape, account.settings) };
  const preview = await slotHtml(parts, request, 'account preview', place);
  const draw = await formsOf(parts, request, account, typed, Boolean(preview));
  const sections: Section[] =
    page === 'details'
      ? [
          ...draw('details'),
          ...draw('advanced'),
          connection(parts, request, account),
          ...(await pluginPart(parts, request, place)),
        ]
      : draw('availability');
  const tab = page === 'details' ? 'configuration' : page;
  const model = { ...(await accountFrame(parts, request, account, tab)), sections, preview };
  return reply.page('channels/configuration', model, typed.wrong ? 422 : 200);
}

/** The forms of an account's settings by page; none where the channel declares no such fields. */
async function formsOf(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
  typed: Typed,
  hasPreview: boolean,
): Promise<(page: SettingsPage) => Section[]> {
  const present = presentFor(parts, request);
  const { channel } = account;
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const people = peopleOptions(await takersOf(parts));
  const address = accountAddress(account);
  const title = titleField(text(present, 'account.title'), typed.title ?? account.title, typed.wrong);
  return (page) => {
    const mine = typed.page === page ? typed : {};
    const values = { ...maskValues(shape, account.settings), ...mine.values };
    const fields = fieldsOf(shape, page);
    const own = settingsGroups(present, { channel, fields, values, wrong: mine.wrong, people });
    const groups = page === 'details' ? withTitle(own, title) : own;
    if (groups.length === 0) return [];
    const form = { id: page, action: `${address}/settings?page=${page}&_method=PUT`, groups };
    if (page === 'advanced') return [{ title: text(present, 'account.advanced'), form: { ...form, quiet: true } }];
    return [{ form: { ...form, previewAddress: hasPreview ? `${address}/preview?page=${page}` : undefined } }];
  };
}

function titleField(label: string, value: string, wrong: Wrong = {}): FieldModel {
  return {
    kind: 'text',
    name: 'account-title',
    label,
    required: true,
    maximum: 120,
    value,
    error: wrong['account-title'],
  };
}

/** The title stands first, with the fields that have no heading of their own. */
function withTitle(groups: FieldGroup[], title: FieldModel): FieldGroup[] {
  const [first, ...rest] = groups;
  if (!first || first.title) return [{ fields: [title] }, ...groups];
  return [{ ...first, fields: [title, ...first.fields] }, ...rest];
}

async function pluginPart(parts: WebParts, request: FastifyRequest, place: { channel: string; accountId: number }) {
  const html = await slotHtml(parts, request, 'account page', place);
  return html ? [{ html }] : [];
}

/** How it is connected, and what can be done about that. */
function connection(parts: WebParts, request: FastifyRequest, account: Account): Section {
  const present = presentFor(parts, request);
  const own =
    account.fallback || account.demo
      ? []
      : [connectAct(present, account, 'change settings'), connectAct(present, account, 'sign in again')];
  return {
    card: true,
    title: text(present, 'account.connection'),
    facts: [
      { label: text(present, 'account.unique_id'), value: account.uniqueId, mono: true },
      { label: text(present, 'account.created'), at: account.createdAt },
    ],
    acts: [...own, ...accountActs(present, account)],
  };
}
