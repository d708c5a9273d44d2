// What conditions of policies can ask of a ticket; and what views can ask of conversations about what is due.
import {
  among,
  amount,
  day,
  flag,
  ids,
  oneOf,
  sql,
  words,
  type ConditionProperty,
  type ConditionSource,
  type Sql,
  type Test,
} from '../conditions/conditions.ts';
import type { Properties, Property } from '../properties/properties.ts';
import { DUES, NEVER, PRIORITIES, ticketOfConversationFor, type Tickets } from '../tickets/tickets.ts';

interface ConditionNeeds {
  tickets: Pick<Tickets, 'pipelines'>;
  properties: Properties;
}

type Declared = Omit<ConditionProperty, 'topic'>;

/** About rows of `ticket`. */
export function policyConditions({ tickets, properties }: ConditionNeeds): ConditionSource {
  const of = async (object: 'ticket' | 'contact' | 'company', recordId: string) =>
    (await properties.definitions.list(object)).flatMap((one) => custom(one, `${object}.${one.key}`, recordId) ?? []);
  return {
    async properties() {
      const pipelines = await tickets.pipelines.list();
      const options = pipelines.map(({ id, name }) => ({ value: String(id), label: name }));
      const own: Declared[] = [
        { key: 'ticket_pipeline', kind: 'choice', options, sql: ids('ticket.pipeline_id') },
        {
          ...{ key: 'ticket_priority', kind: 'choice', options: PRIORITIES.map((value) => ({ value })) },
          sql: (test) => ids('ticket.priority')({ ...test, values: numbersOf(test.values) }),
        },
        { key: 'inbox', kind: 'choice', names: 'inbox', optional: true, sql: ids('ticket.inbox_id') },
        { key: 'channel', kind: 'choice', names: 'channel', sql: oneOf('ticket.source') },
        { key: 'team', kind: 'choice', names: 'team', optional: true, sql: ids('ticket.team_id') },
        ...(await of('ticket', 'ticket.id')),
      ];
      const company = '(select contact.company_id from contact where contact.id = ticket.contact_id)';
      return [
        ...own.map((one) => ({ ...one, topic: 'ticket' as const })),
        ...(await of('contact', 'ticket.contact_id')).map((one) => ({ ...one, topic: 'contact' as const })),
        ...(await of('company', company)).map((one) => ({ ...one, topic: 'company' as const })),
      ];
    },
  };
}

/** Priorities are numbers in the table. */
function numbersOf(values: string[]): string[] {
  return values.map((value) => String(PRIORITIES.indexOf(value as 'none')));
}

const KINDS: Partial<Record<Property['kind'], ConditionProperty['kind']>> = {
  text: 'text',
  number: 'number',
  date: 'day',
  choice: 'choice',
  choices: 'choice',
  'check box': 'switch',
};

/** Null for what nothing can be asked of. */
function custom({ id, label, kind, options }: Property, key: string, recordId: string): Declared | null {
  const asked = KINDS[kind];
  if (!asked || (asked === 'choice' && options.length === 0)) return null;
  const from = `select 1 from property_value where property_value.record_id = ${recordId} and property_value.property_id = ${Number(id)}`;
  const of: Record<string, (test: Test) => Sql> = {
    text: words('property_value.word'),
    number: amount('property_value.amount'),
    day: day('property_value.word'),
    choice: oneOf('property_value.word'),
  };
  const inner = of[asked];
  return {
    ...{ key, kind: asked, label, optional: asked !== 'switch' },
    ...(asked === 'choice' && { options: options.map((one) => ({ value: one.key, label: one.label })) }),
    sql: inner ? among(from, inner) : flag(`exists (${from})`),
  };
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** About conversations, for views: when their ticket is due, and whether one of its targets has been missed. */
export const dueConditions: ConditionSource = {
  properties: () => [
    {
      ...{ key: 'ticket_due', kind: 'choice', topic: 'ticket' },
      options: DUES.map((value) => ({ value })),
      sql: (test) => among(ticketOfConversationFor(test.asker), dueSql)(test),
    },
    {
      ...{ key: 'ticket_breached', kind: 'switch', topic: 'ticket' },
      sql: (test) =>
        flag(
          `exists (${ticketOfConversationFor(test.asker)} and exists (select 1 from sla_target
          where sla_target.ticket_id = ticket.id and sla_target.breached_at is not null))`,
        )(test),
    },
  ],
};

/** To the minute, so that the same question is asked in the same words for a while. */
function dueSql({ values, asker }: Test): Sql {
  const now = Math.floor(asker.now.getTime() / MINUTE) * MINUTE;
  const parts = values.map((value): Sql => {
    if (value === 'overdue') return sql('ticket.due <= ?', now);
    if (value === 'none') return sql('ticket.due_kind is null');
    if (value === 'paused') return sql('(ticket.due_kind is not null and ticket.due = ?)', NEVER);
    return sql('(ticket.due > ? and ticket.due <= ?)', now, now + (value === 'week' ? 7 * DAY : DAY));
  });
  return sql(`(${parts.map((part) => part.sql).join(' or ')})`, ...parts.flatMap(({ params }) => params));
}
