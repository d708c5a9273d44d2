// What can be asked of a conversation, as conditions with their SQL (VW-2).
import {
  among,
  flag,
  ids,
  moment,
  oneOf,
  sql,
  words,
  type ConditionProperty,
  type ConditionSource,
  type Sql,
  type Test,
} from '../conditions/conditions.ts';

type Declared = Omit<ConditionProperty, 'topic'>;

const choices = (...values: string[]) => values.map((value) => ({ value }));

const CONVERSATION: Declared[] = [
  {
    key: 'channel',
    kind: 'choice',
    names: 'channel',
    sql: among(
      'select 1 from channel_account where channel_account.id = conversation.account_id',
      oneOf('channel_account.channel'),
    ),
  },
  { key: 'account', kind: 'choice', names: 'account', sql: ids('conversation.account_id') },
  { key: 'inbox', kind: 'choice', names: 'inbox', sql: ids('conversation.inbox_id') },
  {
    key: 'status',
    kind: 'choice',
    options: choices('open', 'snoozed', 'closed'),
    sql: oneOf('conversation.status'),
  },
  { key: 'place', kind: 'choice', options: choices('inbox', 'spam', 'trash'), sql: oneOf('conversation.place') },
  {
    key: 'tag',
    kind: 'choice',
    names: 'tag',
    optional: true,
    sql: among(
      'select 1 from conversation_tag where conversation_tag.conversation_id = conversation.id',
      ids('conversation_tag.tag_id'),
    ),
  },
  { key: 'subject', kind: 'text', sql: words('conversation.subject') },
  { key: 'language', kind: 'choice', names: 'language', optional: true, sql: language },
  {
    key: 'unread',
    kind: 'switch',
    personal: () => true,
    sql: ({ operator, asker }) =>
      sql(
        `${operator === 'yes' ? 'not ' : ''}exists (select 1 from read_mark where read_mark.conversation_id = conversation.id
          and read_mark.user_id = ? and read_mark.message_id >= conversation.last_message_id)`,
        asker.userId,
      ),
  },
  { key: 'answered', kind: 'switch', sql: flag('conversation.has_outbound = true') },
  { key: 'bot', kind: 'switch', sql: flag('conversation.bot_since is not null') },
  { key: 'automatic', kind: 'switch', sql: flag('conversation.automatic = true') },
  {
    key: 'failed',
    kind: 'switch',
    sql: flag(
      `exists (select 1 from message where message.conversation_id = conversation.id and message.status = 'failed')`,
    ),
  },
];

const PEOPLE: Declared[] = [
  {
    key: 'owner',
    kind: 'choice',
    names: 'user',
    options: choices('me', 'nobody'),
    personal: (values) => values.includes('me'),
    sql: (test) => holder('conversation.owner_id', test, [test.asker.userId]),
  },
  {
    key: 'team',
    kind: 'choice',
    names: 'team',
    options: choices('mine', 'nobody'),
    personal: (values) => values.includes('mine'),
    sql: (test) => holder('conversation.team_id', test, test.asker.teamIds),
  },
  {
    key: 'contact',
    kind: 'text',
    sql: among(
      `select 1 from contact left join contact_identity on contact_identity.contact_id = contact.id
        where contact.id = conversation.contact_id`,
      (test) => {
        const [name, address] = [words('contact.name')(test), words('contact_identity.value')(test)];
        return sql(`(${name.sql} or ${address.sql})`, ...name.params, ...address.params);
      },
    ),
  },
  {
    key: 'last_from',
    kind: 'choice',
    options: choices('in', 'out'),
    sql: oneOf('conversation.last_direction'),
  },
];

const TIMES: Declared[] = [
  { key: 'waiting', kind: 'since', optional: true, sql: moment('conversation.waiting_since') },
  { key: 'created', kind: 'moment', sql: moment('conversation.created_at') },
  { key: 'last_message', kind: 'moment', sql: moment('conversation.last_message_at') },
  { key: 'last_inbound', kind: 'moment', optional: true, sql: moment('conversation.last_inbound_at') },
  { key: 'closed', kind: 'moment', optional: true, sql: moment('conversation.closed_at') },
];

export const conversationConditions: ConditionSource = {
  properties: () => [
    ...CONVERSATION.map((one) => ({ ...one, topic: 'conversation' as const })),
    ...PEOPLE.map((one) => ({ ...one, topic: 'people' as const })),
    ...TIMES.map((one) => ({ ...one, topic: 'times' as const })),
  ],
};

/** `de` is also `de-AT`. */
function language({ operator, values }: Test): Sql {
  const column = 'conversation.language';
  if (operator === 'set' || operator === 'unset') return sql(`${column} is ${operator === 'set' ? 'not ' : ''}null`);
  const one = `(${column} = ? or ${column} like ?)`;
  const found = values.map(() => one).join(' or ');
  const params = values.flatMap((value) => [value, `${value.replace(/_/g, '')}-%`]);
  return operator === 'is' ? sql(`(${found})`, ...params) : sql(`(${column} is null or not (${found}))`, ...params);
}

/** Who has it: people or teams by id, one's own, or nobody. */
function holder(column: string, { operator, values }: Test, own: number[]): Sql {
  const wanted = values.filter((value) => /^\d+$/.test(value)).map(Number);
  if (values.some((value) => value === 'me' || value === 'mine')) wanted.push(...own);
  const nobody = values.includes('nobody');
  const some = wanted.length > 0 ? `${column} + 0 in (?)` : '1 = 0';
  const found = nobody ? `(${column} is null or ${some})` : `(${column} is not null and ${some})`;
  const params = wanted.length > 0 ? [wanted] : [];
  return operator === 'is' ? sql(found, ...params) : sql(`not ${found}`, ...params);
}
