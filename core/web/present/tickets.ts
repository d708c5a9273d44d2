// Tickets as pages show them: chips, table rows, what is changed in place, lines of the timeline.
import type { Seers } from '../../accounts/accounts.ts';
import type { Property } from '../../properties/properties.ts';
import {
  PRIORITIES,
  type Pipeline,
  type Priority,
  type StageKind,
  type TicketChange,
  type TicketView,
} from '../../tickets/tickets.ts';
import type { Fact } from '../models/aside.ts';
import type { FieldOption } from '../models/fields.ts';
import type { TicketEntry } from '../models/tickets.ts';
import type { Chip, PickModel } from '../models/shared.ts';
import { channelMark, contactName, text, userPerson, type Present } from './marks.ts';
import { propertyLabel, propertyWords, type PropertyPeople } from './property-fields.ts';

/** What every form and page about tickets needs to know of the desk. */
export interface TicketWorld extends PropertyPeople {
  pipelines: Pipeline[];
  properties: Property[];
  teams: { id: number; name: string }[];
  /** Users who see the ticket in hand; null or absent: everybody. */
  seers?: Seers;
  /** Pipelines whose tickets the owner of the one in hand does not see: there it would be nobody's. */
  unowned?: { name: string; pipelineIds: number[] };
  /** Service levels are in use (TK-4). */
  promises: boolean;
}

export const TICKETS = '/tickets';

export function ticketAddress({ number }: { number: number }): string {
  return `${TICKETS}/${number}`;
}

export function ticketSign({ number }: { number: number }): string {
  return `T-${number}`;
}

const TONES: Record<StageKind, Chip['tone']> = { open: 'accent', waiting: 'warn', closed: 'good' };

export function stageChip({ stage }: Pick<TicketView, 'stage'>): Chip {
  return { label: stage.name, tone: TONES[stage.kind] };
}

/**
 * `T-12` and its stage, for the header of a conversation. Of a ticket that is at home in another inbox nothing is said
 * there: not everybody who reads the conversation may see it.
 */
export function ticketMarks(ticket: TicketView | null, { inboxId }: { inboxId: number }): Chip[] {
  if (!ticket || (ticket.inboxId !== null && ticket.inboxId !== inboxId)) return [];
  const sign: Chip = { label: ticketSign(ticket), icon: 'ticket', tone: 'outline', href: ticketAddress(ticket) };
  return [sign, stageChip(ticket)];
}

export function priorityText(present: Present, priority: Priority): string {
  return text(present, `ticket.priority.${priority}`);
}

/** Of the three bars; urgent fills them as high does, and says so. */
export function priorityBars(priority: Priority): 1 | 2 | 3 | undefined {
  const place = PRIORITIES.indexOf(priority);
  return place === 0 ? undefined : (Math.min(place, 3) as 1 | 2 | 3);
}

/** With the pipeline's name where there are several. The current one also when its pipeline is put away. */
export function stageOptions(pipelines: Pipeline[], currentId: number | null): FieldOption[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      value: String(stage.id),
      label: pipelines.length > 1 ? `${pipeline.name} · ${stage.name}` : stage.name,
      current: stage.id === currentId || undefined,
    })),
  );
}

/** The same for a ticket in hand: where its owner would give it up is said before. */
function stageChoices(present: Present, { pipelines, unowned }: TicketWorld, currentId: number): FieldOption[] {
  const lost = pipelines.filter(({ id }) => unowned?.pipelineIds.includes(id)).flatMap(({ stages }) => stages);
  return stageOptions(pipelines, currentId).map((option) => {
    if (!unowned || !lost.some(({ id }) => String(id) === option.value)) return option;
    const { name } = unowned;
    const label = text(present, 'ticket.stage.unowned', { stage: option.label, name });
    return { ...option, label, title: text(present, 'ticket.stage.unowned.why', { name }) };
  });
}

/** Who does not see the ticket cannot be chosen, and it says so. */
export function ownerOptions(
  present: Present,
  { users, teams, seers = null }: Pick<TicketWorld, 'users' | 'teams' | 'seers'>,
  current: string,
): FieldOption[] {
  const ofUsers = users.map(({ id, name }) => ({
    ...{ value: `user:${id}`, label: name },
    ...(seers?.has(id) === false && unseeing(present, name)),
  }));
  const ofTeams = teams.map(({ id, name }) => ({ value: `team:${id}`, label: name }));
  return [...ofUsers, ...ofTeams].map((one) => ({ ...one, current: one.value === current || undefined }));
}

function unseeing(present: Present, name: string): Pick<FieldOption, 'label' | 'refused'> {
  const refused = text(present, 'ticket.owner.unseeing');
  return { label: `${name} · ${refused}`, refused };
}

export function ownerValue({ ownerId, teamId }: { ownerId: number | null; teamId: number | null }): string {
  if (ownerId !== null) return `user:${ownerId}`;
  return teamId === null ? '' : `team:${teamId}`;
}

/** `user:7`, `team:2`; anything else is nobody. */
export function readOwner(value: string): { ownerId: number | null; teamId: number | null } {
  const [, kind, id] = /^(user|team):(\d{1,9})$/.exec(value) ?? [];
  return { ownerId: kind === 'user' ? Number(id) : null, teamId: kind === 'team' ? Number(id) : null };
}

/** Stage, priority and owner, changed in place where the person may. */
export function ticketPicks(present: Present, ticket: TicketView, world: TicketWorld, edits: boolean): PickModel[] {
  const at = ticketAddress(ticket);
  const { owner, team, priority } = ticket;
  const put = (name: string, options: FieldOption[]) => ({
    label: text(present, `ticket.${name}`),
    action: `${at}/${name}?_method=PUT`,
    name,
    ...(edits && { options }),
  });
  const nobody = { value: '', label: text(present, 'person.nobody'), current: (!owner && !team) || undefined };
  return [
    {
      ...put('stage', stageChoices(present, world, ticket.stageId)),
      shown: ticket.stage.name,
      chip: stageChip(ticket),
    },
    {
      ...put(
        'priority',
        PRIORITIES.map((value) => ({ value, label: priorityText(present, value), current: value === priority })),
      ),
      shown: priorityText(present, priority),
      priority: priorityBars(priority),
    },
    {
      ...put('owner', [nobody, ...ownerOptions(present, world, ownerValue(ticket))]),
      shown: [owner?.name, team?.name].filter(Boolean).join(' · ') || nobody.label,
      person: owner ? userPerson(owner) : undefined,
    },
  ];
}

export function ticketFacts(present: Present, ticket: TicketView): Fact[] {
  const { contact } = ticket;
  const facts: Fact[] = [{ label: text(present, 'ticket.pipeline'), value: ticket.pipeline.name }];
  if (contact)
    facts.push({
      label: text(present, 'ticket.contact'),
      value: contactName(present, contact),
      href: `/contacts/${contact.publicId}`,
    });
  facts.push({ label: text(present, 'ticket.source'), value: sourceText(present, ticket.source) });
  facts.push({ label: text(present, 'ticket.created'), at: ticket.createdAt });
  if (ticket.firstResponseAt) facts.push({ label: text(present, 'ticket.first_response'), at: ticket.firstResponseAt });
  if (ticket.closedAt) facts.push({ label: text(present, 'ticket.closed'), at: ticket.closedAt });
  return facts;
}

export function propertyFacts(present: Present, ticket: TicketView, world: TicketWorld): Fact[] {
  return world.properties.flatMap((property) => {
    const value = ticket.properties[property.key];
    if (value === undefined) return [];
    return [{ label: propertyLabel(present, property), value: propertyWords(present, property, value, world) }];
  });
}

export function sourceText(present: Present, source: string): string {
  if (source === 'manual' || source === 'api' || source === 'import') return text(present, `ticket.source.${source}`);
  return channelMark(present, source).name;
}

const ICONS: Record<string, string> = {
  opened: 'plus',
  stage: 'flow',
  priority: 'star',
  owner: 'user',
  linked: 'link',
  unlinked: 'link',
  'ticket linked': 'ticket',
  'ticket unlinked': 'ticket',
  merged: 'merge',
  'merged into': 'merge',
  deleted: 'trash',
  'not closed': 'alert',
  'owner kept': 'alert',
  'owner unseeing': 'alert',
  answer: 'bot',
  'due soon': 'clock',
  overdue: 'alert',
  'sla comment': 'note',
};

/** One line of the timeline in words; what it names is as it was called then. */
export function changeEntry(present: Present, change: TicketChange): TicketEntry {
  const { id, at, kind, detail, actorName } = change;
  const words = Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, String(value ?? '')]));
  if (kind === 'opened') words.source = sourceText(present, words.source ?? '');
  if (kind === 'priority') {
    words.was = priorityText(present, words.was as Priority);
    words.is = priorityText(present, words.is as Priority);
  }
  if (words.target) words.target = text(present, `sla.target.${words.target}`);
  const emptied: Record<string, string> = { property: 'property_emptied', owner: 'unowned' };
  const key = (!words.is && emptied[kind]) || kind.replaceAll(' ', '_');
  const because = kind === 'stage' && detail.because ? ` ${text(present, `ticket.because.${words.because}`)}` : '';
  const said = text(present, `ticket.line.${key}`, { was: '', is: '', ...words });
  return {
    id: `change-${id}`,
    icon: ICONS[kind] ?? 'pen',
    who: actorName ?? text(present, 'person.desk'),
    text: said + because,
    at,
  };
}
