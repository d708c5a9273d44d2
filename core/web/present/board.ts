// The board as pages show it: a column for each stage, a card for each ticket.
import { COUNTED, type Column, type Pipeline, type Stage, type TicketView } from '../../tickets/tickets.ts';
import type { CardModel, ColumnModel } from '../models/tickets.ts';
import { dueChip, type Timing } from './due.ts';
import { channelMark, contactName, text, userPerson, type Present } from './marks.ts';
import { propertyWords } from './property-fields.ts';
import {
  priorityBars,
  priorityText,
  stageOptions,
  ticketAddress,
  TICKETS,
  ticketSign,
  type TicketWorld,
} from './tickets.ts';

const HUES: Record<Stage['kind'], string> = { open: 'c1', waiting: 'c3', closed: 'good' };

export interface BoardAbout {
  present: Present;
  world: TicketWorld;
  pipeline: Pipeline;
  timing: Timing;
  /** Whether the reader may move this ticket. */
  moves(ticket: TicketView): boolean;
  /** May add tickets. */
  edits: boolean;
}

export function columnModel(about: BoardAbout, stage: Stage, { rows, count }: Column, more?: string): ColumnModel {
  const { present, edits } = about;
  const { id, name, kind } = stage;
  return {
    id,
    name,
    hue: HUES[kind],
    kind: text(present, `tickets.state.${kind}`),
    count: count < COUNTED ? String(count) : `${new Intl.NumberFormat(present.language).format(COUNTED - 1)}+`,
    newHref: edits && kind === 'open' ? `${TICKETS}/new?stage=${id}` : undefined,
    cards: rows.map((ticket) => cardModel(about, ticket)),
    more,
    rest:
      kind === 'closed' && !more
        ? {
            label: text(present, 'board.rest'),
            href: `${TICKETS}?state=closed&pipeline=${about.pipeline.id}`,
          }
        : undefined,
  };
}

export function cardModel({ present, world, pipeline, timing, moves }: BoardAbout, ticket: TicketView): CardModel {
  const { number, name, owner, team, contact, source, stage } = ticket;
  const bars = priorityBars(ticket.priority);
  const category = world.properties.find(({ key }) => key === 'category');
  const chosen = ticket.properties.category;
  const due = dueChip(present, timing, ticket.due);
  const byChannel = source !== 'manual' && source !== 'api';
  return {
    key: number,
    sign: ticketSign(ticket),
    name,
    href: ticketAddress(ticket),
    moves: moves(ticket),
    chips: [
      ...(due ? [due] : []),
      ...(category && chosen !== undefined
        ? [{ label: propertyWords(present, category, chosen, world), tone: 'outline' as const }]
        : []),
    ],
    contact: contact ? contactName(present, contact) : undefined,
    channel: byChannel ? channelMark(present, source) : undefined,
    priority: bars && { bars, label: priorityText(present, ticket.priority) },
    owner: owner ? userPerson(owner) : null,
    ownerName: owner?.name ?? team?.name ?? text(present, 'person.nobody'),
    at: ticket.createdAt,
    pick: {
      label: text(present, 'board.move', { sign: ticketSign(ticket) }),
      action: `${ticketAddress(ticket)}/stage?_method=PUT`,
      name: 'stage',
      shown: stage.name,
      options: stageOptions([pipeline], stage.id),
    },
  };
}
