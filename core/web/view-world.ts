// Names that conditions of views choose from: channels, accounts, inboxes, people, teams, tags, languages.
import type { FastifyRequest } from 'fastify';
import type { ConditionProperty, NamesOf } from '../conditions/conditions.ts';
import type { FieldOption } from './models/fields.ts';
import { channelMark, text, userPerson, type Present } from './present/marks.ts';
import { presentFor } from './reader.ts';
import type { WebParts } from './rooms.ts';

export interface ViewWorld {
  properties: ConditionProperty[];
  names: Record<NamesOf, FieldOption[]>;
}

const LANGUAGES = 'de en fr es it nl pl pt cs da fi hu ja ko nb ro ru sv tr uk zh ar'.split(' ');

/** Only what the person may see by name. */
export async function viewWorld(parts: WebParts, request: FastifyRequest): Promise<ViewWorld> {
  const { accounts, channels, conversations, views } = parts.rooms;
  const present = presentFor(parts, request);
  const { inboxIds } = request.viewer;
  const inboxes = (await conversations.inboxes.list()).filter(({ id }) => inboxIds === 'all' || inboxIds.includes(id));
  const seen = inboxes.map(({ id }) => id);
  const all = (await channels.accounts()).map(({ account }) => account).filter((one) => seen.includes(one.inboxId));
  const kinds = [...new Set(all.map(({ channel }) => channel))];
  const users = await accounts.users.list();
  const languages = new Intl.DisplayNames(present.language, { type: 'language' });
  return {
    properties: await views.conditions.properties(request.viewer.withheld),
    names: {
      channel: kinds.map((value) => ({ value, label: channelMark(present, value).name })),
      account: all.map(({ id, title }) => ({ value: String(id), label: title })),
      inbox: inboxes.map(({ id, name }) => ({ value: String(id), label: name })),
      user: users
        .filter(({ status }) => status === 'active')
        .map((user) => ({ value: String(user.id), label: user.name, person: userPerson(user) })),
      team: (await accounts.teams.list()).map(({ id, name }) => ({ value: String(id), label: name })),
      tag: (await conversations.lists.tags()).map(({ id, name }) => ({ value: String(id), label: name })),
      language: LANGUAGES.map((value) => ({ value, label: languages.of(value) ?? value })),
    },
  };
}

export function propertyName(present: Present, { key, label }: ConditionProperty): string {
  return label ?? text(present, `view.property.${key}`);
}

/** What a choice offers, its own options first. */
export function choicesOf(present: Present, { names }: ViewWorld, property: ConditionProperty): FieldOption[] {
  const own = (property.options ?? []).map(({ value, label }) => ({
    value,
    label: label ?? text(present, `view.option.${property.key}.${value}`),
  }));
  return [...own, ...(property.names ? names[property.names] : [])];
}
