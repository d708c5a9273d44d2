// The column of settings pages: which there are, in which order, for this person.
import type { Link, Lists } from './models/shared.ts';

export type SettingsPlace = keyof typeof PLACES;

const PLACES = {
  profile: { icon: 'user', group: '' },
  notifications: { icon: 'bell', group: '' },
  security: { icon: 'shield', group: '' },
  workspace: { icon: 'settings', group: 'workspace' },
  channels: { icon: 'plug', group: 'workspace' },
  inboxes: { icon: 'inbox', group: 'workspace' },
  pipelines: { icon: 'ticket', group: 'workspace' },
  sla: { icon: 'clock', group: 'workspace' },
  properties: { icon: 'list', group: 'workspace' },
  objects: { icon: 'building', group: 'workspace' },
  hours: { icon: 'clock', group: 'workspace' },
  tags: { icon: 'tag', group: 'workspace' },
  library: { icon: 'book', group: 'workspace' },
  macros: { icon: 'play', group: 'workspace' },
  workflows: { icon: 'flow', group: 'workspace' },
  blocked: { icon: 'ban', group: 'workspace' },
  content: { icon: 'shield', group: 'workspace' },
  users: { icon: 'user', group: 'administration' },
  teams: { icon: 'users', group: 'administration' },
  roles: { icon: 'shield', group: 'administration' },
  assigning: { icon: 'headset', group: 'administration' },
  skills: { icon: 'star', group: 'administration' },
  tokens: { icon: 'code', group: 'administration' },
  webhooks: { icon: 'out', group: 'administration' },
  privacy: { icon: 'shield', group: 'administration' },
  audit: { icon: 'history', group: 'administration' },
  doctor: { icon: 'wrench', group: 'administration' },
  backup: { icon: 'download', group: 'administration' },
} as const;

/**
 * The lists column of settings pages, at `/settings/<place>`. Only places for which `may` says yes are shown, so that a
 * place without a page yet, or one the person may not open, never appears.
 */
export function settingsLists(
  current: SettingsPlace,
  may: (place: SettingsPlace) => boolean,
  text: (key: string) => string,
): Lists {
  const links = (group: string): Link[] =>
    (Object.keys(PLACES) as SettingsPlace[])
      .filter((place) => PLACES[place].group === group && may(place))
      .map((place) => ({
        label: text(`settings.nav.${place}`),
        href: `/settings/${place}`,
        icon: PLACES[place].icon,
        current: place === current,
      }));
  const groups = ['', 'workspace', 'administration'].map((group) => ({
    title: group ? text(`settings.nav.${group}`) : undefined,
    items: links(group),
  }));
  const title = text('settings.nav.label');
  return { title, label: title, groups: groups.filter(({ items }) => items.length > 0) };
}
