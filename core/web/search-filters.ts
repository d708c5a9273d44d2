// What narrows a search down without typing operators: fields beside the hits, each said to the index as an operator (VW-1).
import { selectField } from './common-fields.ts';
import type { FieldGroup, FieldModel, FieldOption } from './models/fields.ts';
import { text, type Present } from './present/marks.ts';
import type { ViewWorld } from './view-world.ts';

/** As the address of the page says it; what is not known is as good as not chosen. */
export type AskedFilters = Record<string, string | string[] | undefined>;

/** What a search is narrowed down to. */
export interface Narrowed {
  /** In the words of the search box: `channel:email is:open`. */
  operators: string;
  /** Null: all the person may see. */
  inboxId: number | null;
  /** The chosen fields as the end of an address, without `?`. */
  address: string;
}

const NAMES = ['channel', 'status', 'inbox', 'owner', 'tag', 'since', 'has'] as const;
const STATES = {
  open: 'filter.open',
  unassigned: 'filter.unassigned',
  snoozed: 'list.snoozed',
  closed: 'filter.closed',
  spam: 'list.spam',
  trash: 'list.trash',
};
/** Days. */
const AGES = [7, 30, 365];
const DAY = 86_400_000;

const one = (asked: AskedFilters, name: string) => [asked[name]].flat().find(Boolean) ?? '';
/** A name may hold what ends a quotation; the index takes an underscore for any letter. */
const quoted = (name: string) => `"${name.replaceAll('"', '_')}"`;
/** Teams and people have ids of their own. */
const ownersOf = ({ names }: ViewWorld) => [
  ...names.user.map(({ value, label }) => ({ value: `u${value}`, label })),
  ...names.team.map(({ value, label }) => ({ value: `t${value}`, label })),
];

export function narrowedBy(asked: AskedFilters, world: ViewWorld, now: Date): Narrowed {
  const { names } = world;
  const labelOf = (options: FieldOption[], value: string) => options.find((option) => option.value === value)?.label;
  const channels = [asked.channel].flat().filter((value) => names.channel.some((option) => option.value === value));
  const [owner, status] = [one(asked, 'owner'), one(asked, 'status')];
  const ownerName = ['me', 'nobody'].includes(owner) ? owner : labelOf(ownersOf(world), owner);
  const tag = labelOf(names.tag, one(asked, 'tag'));
  const days = AGES.find((age) => String(age) === one(asked, 'since'));
  const operators = [
    ...channels.map((channel) => `channel:${channel}`),
    Object.hasOwn(STATES, status) && `is:${status}`,
    ownerName && `owner:${quoted(ownerName)}`,
    tag && `tag:${quoted(tag)}`,
    days && `after:${new Date(now.getTime() - days * DAY).toISOString().slice(0, 10)}`,
    one(asked, 'has') === 'file' && 'has:file',
  ];
  const inbox = one(asked, 'inbox');
  const inboxId = names.inbox.some(({ value }) => value === inbox) ? Number(inbox) : null;
  const pairs = NAMES.flatMap((name) => [asked[name]].flat().flatMap((value) => (value ? [[name, value]] : [])));
  const address = new URLSearchParams(pairs as [string, string][]).toString();
  return { operators: operators.filter(Boolean).join(' '), inboxId, address };
}

export function searchFilters(present: Present, world: ViewWorld, asked: AskedFilters): FieldGroup[] {
  const { names } = world;
  const any = { value: '', label: text(present, 'tickets.any') };
  const select = (name: string, options: FieldOption[]) =>
    selectField(name, text(present, `search.by.${name}`), [any, ...options], one(asked, name));
  const several = (name: string, options: FieldOption[]): FieldModel => ({
    ...{ kind: 'several', name, label: text(present, `search.by.${name}`) },
    options: options.map((option) => ({
      ...option,
      current: [asked[name]].flat().includes(option.value) || undefined,
    })),
  });
  const states = Object.entries(STATES).map(([value, key]) => ({ value, label: text(present, key) }));
  const owners = [
    { value: 'me', label: text(present, 'search.by.owner.me') },
    { value: 'nobody', label: text(present, 'person.nobody') },
    ...ownersOf(world),
  ];
  const ages = AGES.map((days) => ({ value: String(days), label: text(present, 'search.by.since.days', { days }) }));
  const fields = [
    names.channel.length > 1 && several('channel', names.channel),
    select('status', states),
    names.inbox.length > 1 && select('inbox', names.inbox),
    select('owner', owners),
    names.tag.length > 0 && select('tag', names.tag),
    select('since', ages),
    several('has', [{ value: 'file', label: text(present, 'search.by.has.file') }]),
  ];
  return [{ fields: fields.filter((field) => field !== false) }];
}
