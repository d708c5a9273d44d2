// Views to begin with: one for each channel, and those that most teams make.
import type { Condition } from '../../conditions/conditions.ts';
import type { GalleryPage } from '../models/list-views.ts';
import { EMPTY_DRAFT, BLANK, type ViewDraft } from '../view-draft.ts';
import type { ViewWorld } from '../view-world.ts';
import { channelMark, text, type Present } from './marks.ts';

interface Offer {
  icon: string;
  conditions: Condition[];
  sort?: ViewDraft['sort'];
  shows?: ViewDraft['shows'];
}

const is = (property: string, ...values: string[]): Condition => ({ property, operator: 'is', values });
const OPEN = is('status', 'open');

const USUAL: Record<string, Offer> = {
  waiting: {
    ...{ icon: 'clock', sort: 'waiting', shows: ['snippet', 'tags', 'owner', 'waiting'] },
    conditions: [OPEN, { property: 'waiting', operator: 'beyond', values: ['4h'] }],
  },
  mine: { icon: 'user', conditions: [OPEN, is('owner', 'me'), is('last_from', 'in')] },
  nobody: {
    ...{ icon: 'inbox', sort: 'oldest' },
    conditions: [OPEN, is('owner', 'nobody'), { property: 'created', operator: 'beyond', values: ['1d'] }],
  },
  unread: { icon: 'mail', conditions: [OPEN, { property: 'unread', operator: 'yes', values: [] }] },
  teams: { icon: 'users', conditions: [OPEN, is('team', 'mine')] },
  urgent: {
    ...{ icon: 'star', sort: 'priority' },
    conditions: [is('ticket_priority', 'high', 'urgent'), is('ticket_kind', 'open', 'waiting')],
  },
  overdue: { icon: 'clock', sort: 'oldest', conditions: [is('ticket_due', 'overdue')] },
  failed: { icon: 'globe', conditions: [{ property: 'failed', operator: 'yes', values: [] }] },
  closed: {
    icon: 'moon',
    conditions: [is('status', 'closed'), { property: 'closed', operator: 'within', values: ['1d'] }],
  },
};

export function galleryPage(present: Present, { names }: ViewWorld): GalleryPage {
  const heading = text(present, 'view.new');
  const usual = Object.entries(USUAL).map(([key, { icon }]) => ({
    ...{ label: text(present, `view.gallery.${key}`), text: text(present, `view.gallery.${key}.text`) },
    ...{ href: `/views/new?from=${key}`, icon },
  }));
  const channels = names.channel.map(({ value, label }) => ({
    ...{ label, text: text(present, 'view.gallery.channel', { channel: label }) },
    href: `/views/new?from=channel-${encodeURIComponent(value)}`,
    icon: channelMark(present, value).icon,
  }));
  const nothing = {
    ...{ label: text(present, 'view.gallery.nothing'), text: text(present, 'view.gallery.nothing.text') },
    ...{ href: '/views/new?from=nothing', icon: 'plus' },
  };
  const groups = [
    { title: text(present, 'view.gallery.own'), items: [nothing] },
    { title: text(present, 'view.gallery.channels'), items: channels },
    { title: text(present, 'view.gallery.usual'), items: usual },
  ];
  return {
    ...{ title: heading, heading, text: text(present, 'view.new.text') },
    crumb: { label: text(present, 'view.all'), href: '/views' },
    groups: groups.filter(({ items }) => items.length > 0),
  };
}

export function galleryDraft(present: Present, { names }: ViewWorld, from: string): ViewDraft {
  const channel = names.channel.find(({ value }) => from === `channel-${value}`);
  if (channel) return draftFrom(channel.label, { icon: 'chat', conditions: [is('channel', channel.value), OPEN] });
  const offer = Object.hasOwn(USUAL, from) ? USUAL[from] : undefined;
  if (offer) return draftFrom(text(present, `view.gallery.${from}`), offer);
  return draftFrom('', { icon: 'filter', conditions: [BLANK] });
}

function draftFrom(name: string, { icon, conditions, sort = 'newest', shows }: Offer): ViewDraft {
  return {
    ...EMPTY_DRAFT,
    ...{ name, icon, sort, shows: shows ?? EMPTY_DRAFT.shows },
    filter: { match: 'all', groups: [{ match: 'all', conditions }] },
  };
}
