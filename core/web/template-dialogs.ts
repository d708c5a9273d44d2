// The dialogs of the template picker: the list to choose from, and one to fill in beside what the phone will show.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../accounts/accounts.ts';
import { isFile, templateObstacle } from '../contract/template-filling.ts';
import type { Template } from '../contract/template.ts';
import { publicId } from '../kernel/ids.ts';
import type { TemplateFill, TemplatePick } from './models/templates.ts';
import { trusted } from './models/shared.ts';
import { accountAddress } from './present/accounts.ts';
import { tokenChoices } from './present/library.ts';
import { reasonText, text } from './present/marks.ts';
import {
  templateFields,
  templateFilters,
  templateOptions,
  templatePreview,
  type TemplateQuery,
} from './present/templates.ts';
import { presentFor } from './reader.ts';
import type { WebParts } from './rooms.ts';
import type { TemplateForm } from './template-form.ts';
import { templatesAt, type TemplatePlace } from './template-place.ts';

const ENTRIES = 50;

export interface Filling {
  place: TemplatePlace;
  template: Template;
  form: Pick<TemplateForm, 'typed' | 'values' | 'files' | 'faults'>;
}

export interface Refused {
  error?: string;
  /** The conversation has moved on; sent again it goes all the same. */
  anyway?: boolean;
}

const pairs = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));

export async function pickDialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: TemplatePlace,
): Promise<FastifyReply> {
  const all = await templatesAt(place);
  const present = presentFor(parts, request);
  const { channel, title, id } = place.live.row;
  const query = request.query as TemplateQuery;
  const accounts = place.macro?.accounts ?? [];
  const model: TemplatePick = {
    address: place.address,
    found: `${place.address}/found`,
    query: query.q ?? '',
    accounts: accounts.map(({ row }) => ({
      value: String(row.id),
      label: row.title,
      current: row.id === id || undefined,
    })),
    ...templateFilters(present, channel, all, query),
    ...foundOptions(parts, request, place, all),
    none: all.length > 0 ? undefined : noneOf(parts, request, place),
  };
  // The account is a field of its own there.
  const { account: _account, ...others } = place.carried;
  const carried = pairs(place.macro ? others : place.carried);
  return reply.dialog({
    title: text(present, 'template.pick'),
    text: place.macro ? text(present, 'template.pick.macro') : text(present, 'template.pick.text', { account: title }),
    before: trusted(reply.view('templates/search', { address: place.address, carried })),
    html: trusted(reply.view('templates/pick', model)),
    back: place.back,
  });
}

function noneOf(parts: WebParts, request: FastifyRequest, { live: { row } }: TemplatePlace): TemplatePick['none'] {
  const present = presentFor(parts, request);
  const page = parts.rooms.channels.pages.of(row.channel).find(({ id }) => id === 'templates');
  const seen = page && may(request.viewer, page.permission ?? 'channel.manage', { inboxId: row.inboxId });
  const href = `${accountAddress(row)}/pages/templates`;
  const link = seen ? { label: text(present, 'template.none.look'), href } : undefined;
  return { text: text(present, 'template.none.account', { account: row.title }), link };
}

export function foundOptions(parts: WebParts, request: FastifyRequest, place: TemplatePlace, all: Template[]) {
  const present = presentFor(parts, request);
  const hrefOf = ({ id }: Template) =>
    `${place.address}/form?${new URLSearchParams({ ...place.carried, template: id })}`;
  return templateOptions(present, place.live.row.channel, all, request.query as TemplateQuery, hrefOf);
}

export async function fillDialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  filling: Filling,
  refused: Refused = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { place, template, form } = filling;
  const obstacle = templateObstacle(template);
  const error = refused.error ?? (obstacle ? reasonText(present, obstacle, place.live.row.channel) : undefined);
  const newest = place.head && (await parts.rooms.conversations.thread.newest(place.head.id));
  const hidden = { ...place.carried, template: template.id, key: publicId(), seen: String(newest?.messageId ?? 0) };
  const list = `${place.address}?${new URLSearchParams(place.carried)}`;
  const send = refused.anyway ? 'composer.collision.anyway' : place.macro ? 'template.add' : 'composer.send';
  const name = place.contactName;
  const model = {
    title: template.name,
    text: place.macro ? text(present, 'template.fill.macro') : text(present, 'template.fill.text', { name }),
    error,
    action: place.address,
    withFiles: (!place.macro && template.parameters.some(isFile)) || undefined,
    hidden: pairs({ ...hidden, ...(refused.anyway && { anyway: 'yes' }) }),
    html: trusted(reply.view('templates/fill', await fillModel(parts, request, filling))),
    links: [{ label: text(present, 'template.another'), href: list, dialog: true }],
    submit: text(present, send),
    back: place.back,
  };
  return reply.dialog(model, error || Object.keys(form.faults).length > 0 ? 422 : 200);
}

async function fillModel(parts: WebParts, request: FastifyRequest, filling: Filling): Promise<TemplateFill> {
  const present = presentFor(parts, request);
  const { place, template, form } = filling;
  const { channel } = place.live.row;
  const { typed, values, files, faults } = form;
  const find = { kind: 'document' as const, byUse: true, limit: ENTRIES };
  const wants = template.parameters.some(isFile) && may(request.viewer, 'library.use');
  const entries = wants ? await parts.rooms.library.entries.find(request.viewer, find) : [];
  return {
    preview: `${place.address}/preview`,
    fields: templateFields(present, channel, template, { values: typed, files, faults }, entries).map((field) => ({
      ...field,
      // What a macro sends again and again stands in the library.
      fromLibrary: (place.macro && field.kind === 'file') || undefined,
    })),
    tokens: tokenChoices(present),
    shown: templatePreview(present, channel, template, { values, files, faults }),
  };
}
