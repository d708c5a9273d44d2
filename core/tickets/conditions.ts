// What can be asked of a conversation about its ticket, and the order by priority (VW-2, TK-1).
import {
  among,
  amount,
  day,
  flag,
  ids,
  oneOf,
  sql,
  words,
  type Asker,
  type ConditionProperty,
  type ConditionSource,
  type Order,
  type Sql,
  type Test,
} from '../conditions/conditions.ts';
import type { Properties, Property } from '../properties/properties.ts';
import { PRIORITIES, STAGE_KINDS } from './shapes.ts';
import type { Pipelines } from './verbs.ts';

/** Its ticket as far as whoever asks may see it: another one is none. */
export function ticketOfConversationFor(asker: Asker): string {
  return `select 1 from ticket_conversation cross join ticket on ticket.id = ticket_conversation.ticket_id
    where ticket_conversation.conversation_id = conversation.id and ticket.deleted_at is null${asSeenBy(asker)}`;
}

/** Ids of the desk's own. */
function asSeenBy({ withheld, inboxIds }: Asker, ticket = 'ticket'): string {
  const listed = (ids: readonly number[]) => ids.map(Number).join(', ') || '0';
  const kept = withheld.pipelineIds;
  const inPipelines = kept.length > 0 ? ` and ${ticket}.pipeline_id not in (${listed(kept)})` : '';
  if (inboxIds === 'all') return inPipelines;
  return `${inPipelines} and (${ticket}.inbox_id is null or ${ticket}.inbox_id in (${listed(inboxIds)}))`;
}

const about = (inner: (test: Test) => Sql) => (test: Test) => among(ticketOfConversationFor(test.asker), inner)(test);

const priorities = (values: string[]) => values.map((value) => PRIORITIES.indexOf(value as 'none'));

/** Conversations of tickets, whoever sees them. */
function ofTickets(test: string, values: number[]): Sql {
  return sql(
    `select ticket_conversation.conversation_id as id from ticket
      cross join ticket_conversation on ticket_conversation.ticket_id = ticket.id
      where ${test} and ticket.deleted_at is null and ticket.hidden = false`,
    values,
  );
}

const OWN: Omit<ConditionProperty, 'topic'>[] = [
  { key: 'ticket', kind: 'switch', sql: (test) => flag(`exists (${ticketOfConversationFor(test.asker)})`)(test) },
  {
    key: 'ticket_priority',
    kind: 'choice',
    options: PRIORITIES.map((value) => ({ value })),
    sql: about((test) => sql('ticket.priority in (?)', priorities(test.values))),
    candidates: (values) => (values.includes('none') ? null : ofTickets('ticket.priority in (?)', priorities(values))),
  },
  {
    key: 'ticket_kind',
    kind: 'choice',
    options: STAGE_KINDS.map((value) => ({ value })),
    sql: about(oneOf('ticket.stage_kind')),
  },
];

/** Urgent ones first. What everybody sees stands with the conversation; who sees less is answered from the tickets. */
const BY_PRIORITY: Order = (asker) => (asSeenBy(asker) === '' ? AS_KEPT : asReadBy(asker));

const AS_KEPT = PRIORITIES.map((_, priority) =>
  priority === 0
    ? sql('conversation.urgency = 0')
    : sql('conversation.urgency = ? and conversation.urgency > 0', priority),
).toReversed();

/** Each stretch leads from the few tickets that have a priority to their conversations. */
const asReadBy: Order = (asker) =>
  PRIORITIES.map((_, priority) =>
    priority === 0
      ? sql(`not exists (${ticketOfConversationFor(asker)} and ticket.priority > 0)`)
      : sql(
          `conversation.id in (select ticket_conversation.conversation_id from ticket
            cross join ticket_conversation on ticket_conversation.ticket_id = ticket.id
            where ticket.priority = ? and ticket.priority > 0 and ticket.deleted_at is null and ticket.hidden = false${asSeenBy(asker)}
              and not exists (select 1 from ticket_conversation beside cross join ticket other on other.id = beside.ticket_id
                where beside.conversation_id = ticket_conversation.conversation_id and other.priority > ticket.priority
                  and other.deleted_at is null and other.hidden = false${asSeenBy(asker, 'other')}))`,
          priority,
        ),
  ).toReversed();

interface ConditionNeeds {
  pipelines: Pick<Pipelines, 'list'>;
  properties: Properties;
}

/** Stages and properties are those of now. */
export function ticketConditions({ pipelines, properties }: ConditionNeeds): ConditionSource {
  return {
    orders: { priority: BY_PRIORITY },
    async properties({ pipelineIds }) {
      const all = (await pipelines.list()).filter(({ id }) => !pipelineIds.includes(id));
      const stages = all.flatMap(({ name, stages: of }) =>
        of.map((stage) => ({
          value: String(stage.id),
          label: all.length > 1 ? `${name}: ${stage.name}` : stage.name,
        })),
      );
      const own: Omit<ConditionProperty, 'topic'>[] = [
        ...OWN,
        {
          key: 'ticket_pipeline',
          kind: 'choice',
          options: all.map(({ id, name }) => ({ value: String(id), label: name })),
          sql: about(ids('ticket.pipeline_id')),
        },
        {
          key: 'ticket_stage',
          kind: 'choice',
          options: stages,
          sql: about(ids('ticket.stage_id')),
          candidates: (values) => ofTickets('ticket.stage_id in (?)', values.map(Number)),
        },
        ...(await properties.definitions.list('ticket')).flatMap((one) => customCondition(one) ?? []),
      ];
      return own.map((one) => ({ ...one, topic: 'ticket' as const }));
    },
  };
}

const KINDS: Partial<Record<Property['kind'], ConditionProperty['kind']>> = {
  text: 'text',
  number: 'number',
  date: 'day',
  choice: 'choice',
  choices: 'choice',
  'check box': 'switch',
};

/** Null for what a list cannot be asked by. */
function customCondition(property: Property): Omit<ConditionProperty, 'topic'> | null {
  const { id, key, label, kind } = property;
  const asked = KINDS[kind];
  const options = property.options.map((one) => ({ value: one.key, label: one.label }));
  if (!asked || (asked === 'choice' && options.length === 0)) return null;
  const from = (
    asker: Asker,
  ) => `select 1 from ticket_conversation cross join ticket on ticket.id = ticket_conversation.ticket_id
    cross join property_value on property_value.record_id = ticket.id and property_value.property_id = ${Number(id)}
    where ticket_conversation.conversation_id = conversation.id and ticket.deleted_at is null${asSeenBy(asker)}`;
  const of: Record<string, (test: Test) => Sql> = {
    text: words('property_value.word'),
    number: amount('property_value.amount'),
    day: day('property_value.word'),
    choice: oneOf('property_value.word'),
  };
  const inner = of[asked];
  return {
    ...{ key: `ticket.${key}`, kind: asked, label, optional: asked !== 'switch' },
    ...(asked === 'choice' && { options }),
    sql: (test) => (inner ? among(from(test.asker), inner) : flag(`exists (${from(test.asker)})`))(test),
  };
}
