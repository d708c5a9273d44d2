// What the palette offers besides hits of the search: places, views, macros, colleagues, the library, settings.
import type { FastifyRequest } from 'fastify';
import { may, mayChange, SHARED_KINDS } from '../accounts/accounts.ts';
import { sectionsFor } from './frame.ts';
import type { PaletteOption } from './models/palette.ts';
import { LIST_NAMES, placeAddress, viewPlace } from './present/lists.ts';
import { KIND_ICONS } from './present/library.ts';
import { text, userPerson, type Present } from './present/marks.ts';
import type { WebParts } from './rooms.ts';

export interface PaletteAsked {
  parts: WebParts;
  request: FastifyRequest;
  present: Present;
  query: string;
}

/** Of one group. */
const MOST = 6;

/** The inbox stands there as its lists, search below everything else that is found. */
const OF_RAIL = ['tickets', 'contacts', 'settings'];

/** Every word that was typed is somewhere in it. */
function matches(label: string, query: string): boolean {
  const whole = label.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** The conversation one is at. */
function openOne({ query }: FastifyRequest): number | null {
  const { at = '' } = query as { at?: string };
  const id = /^\/conversations\/(\d{1,15})/.exec(at)?.[1];
  return id ? Number(id) : null;
}

export function placesFor({ present, request, query }: Omit<PaletteAsked, 'parts'>): PaletteOption[] {
  const { viewer } = request;
  const seen = may(viewer, 'conversation.read') ? LIST_NAMES : [];
  const lists = seen.map((list) => ({
    id: `list-${list}`,
    label: text(present, `list.${list}`),
    icon: 'inbox',
    href: placeAddress({ inboxId: 0, list }),
  }));
  const rest = sectionsFor(viewer)
    .filter(({ id }) => OF_RAIL.includes(id))
    .map(({ id, icon, href }) => ({ id, icon, href, label: text(present, `rail.${id}`) }));
  const recent = { id: 'recent', label: text(present, 'recent.heading'), icon: 'history', href: '/recent' };
  const calls = { id: 'calls', label: text(present, 'calling.title'), icon: 'phone', href: '/calls' };
  const logs = may(viewer, 'conversation.read') ? [recent, calls] : [recent];
  return [...lists, ...rest, ...logs].filter(({ label }) => matches(label, query)).slice(0, 8);
}

export async function viewsFor({ parts, request, query }: PaletteAsked): Promise<PaletteOption[]> {
  if (!may(request.viewer, 'conversation.read')) return [];
  const views = (await parts.rooms.views.list(request.viewer)).filter(({ name }) => matches(name, query));
  return views
    .slice(0, MOST)
    .map(({ id, name, icon }) => ({ id: `view-${id}`, label: name, icon, href: placeAddress(viewPlace(id)) }));
}

/** Run on the conversation one is at. */
export async function macrosFor({ parts, request, query }: PaletteAsked): Promise<PaletteOption[]> {
  const id = openOne(request);
  if (!id || !may(request.viewer, 'library.use')) return [];
  const all = (await parts.rooms.macros.list(request.viewer, query)).filter(({ actions }) => actions.length > 0);
  const action = `/conversations/${id}/macro-runs`;
  return all.slice(0, MOST).map((macro) => ({
    id: `m${macro.id}`,
    label: macro.name,
    icon: 'play',
    ...{ action, name: 'macro', value: String(macro.id) },
  }));
}

/** Given the conversation one is at; elsewhere what they have. */
export async function colleaguesFor({ parts, request, present, query }: PaletteAsked): Promise<PaletteOption[]> {
  const { accounts, conversations } = parts.rooms;
  const { viewer } = request;
  if (!may(viewer, 'user.read') || !may(viewer, 'conversation.read')) return [];
  const id = openOne(request);
  const open = id === null ? null : await conversations.get(id);
  const gives = open !== null && may(viewer, 'conversation.manage', open);
  const people = (await accounts.users.named()).filter(({ name }) => matches(name, query)).slice(0, MOST);
  const teams = gives ? (await accounts.teams.list()).filter(({ name }) => matches(name, query)).slice(0, 3) : [];
  const given = { action: `/conversations/${id}/assignment?_method=PUT`, name: 'owner' };
  const label = (name: string) => (gives ? text(present, 'palette.assign', { name }) : name);
  const detail = gives ? undefined : text(present, 'palette.has');
  return [
    ...people.map((user) => ({
      ...{ id: `user-${user.id}`, label: label(user.name), person: userPerson(user), detail },
      ...(gives
        ? { ...given, value: `user:${user.id}` }
        : { href: `/search?q=${encodeURIComponent(`owner:"${user.name.replaceAll('"', '')}"`)}` }),
    })),
    ...teams.map((team) => ({
      ...{ id: `team-${team.id}`, label: label(team.name), icon: 'users' },
      ...{ ...given, value: `team:${team.id}` },
    })),
  ];
}

export async function libraryFor({ parts, request, query }: PaletteAsked): Promise<PaletteOption[]> {
  if (!may(request.viewer, 'library.use')) return [];
  const entries = await parts.rooms.library.entries.find(request.viewer, { words: query, limit: MOST });
  return entries.map((entry) => ({
    id: `entry-${entry.id}`,
    label: entry.title,
    detail: entry.shortcut ? `/${entry.shortcut}` : entry.folder,
    icon: KIND_ICONS[entry.kind],
    // What others keep is not theirs to open; among all entries they see who has it and how it is called.
    href: mayChange(SHARED_KINDS.entry, request.viewer, entry)
      ? `/settings/library/${entry.id}`
      : `/settings/library?q=${encodeURIComponent(entry.title)}`,
  }));
}

/** Only pages the person may open. */
export function settingsFor({ parts, request, query }: PaletteAsked): PaletteOption[] {
  const pages = parts.pages.lists(request, 'profile').groups.flatMap(({ items }) => items);
  return pages
    .filter(({ label }) => matches(label, query))
    .slice(0, MOST)
    .map(({ label, href, icon = 'settings' }) => ({ id: href.slice(1).replaceAll('/', '-'), label, icon, href }));
}
