// Conversations by chance, as plain data and in the database, and filters by chance about them.
import type { seeded } from '../../core/cli/sample/random.ts';
import { OPERATORS, type Condition, type Filter } from '../../core/conditions/shapes.ts';
import { PRIORITIES } from '../../core/tickets/tickets.ts';
import { START, type Rooms } from './rooms.ts';

type Chance = ReturnType<typeof seeded>;

export interface Around extends Pick<Rooms, 'database' | 'mara' | 'eva' | 'tom' | 'team'> {
  inboxes: number[];
  accounts: Record<string, number>;
  stages: { id: number; kind: string; pipelineId: number }[];
}

export interface Talk {
  id: number;
  inbox: number;
  channel: string;
  account: number;
  contact: { name: string; addresses: string[] } | null;
  subject: string;
  status: string;
  place: string;
  owner: number | null;
  team: number | null;
  tags: number[];
  language: string | null;
  readBy: number[];
  outbound: boolean;
  bot: boolean;
  automatic: boolean;
  failed: boolean;
  lastFrom: string;
  waiting: number | null;
  created: number;
  last: number;
  lastInbound: number | null;
  closed: number | null;
  tickets: { stage: Around['stages'][number]; priority: number; inbox: number | null; deleted: boolean }[];
}

export const TAGS = [1, 2, 3];
const NAMES = ['Ada', 'Ben 100%', 'Çem', 'Dora_x', ''];
const WORDS = ['bell', 'Bell', '%', '_', 'ad', '100%', 'nothing', 'x@', 'Ç'];
const LANGUAGES = ['de', 'de-AT', 'en', 'fr'];
const LENGTHS = ['30m', '4h', '2d', '1w', '5w'];
const DAYS = ['2026-03-01', '2026-03-20', '2026-04-10'];
const DAY = 86_400_000;

export function invent({ pick, happens, whole }: Chance, around: Around, id: number): Talk {
  const maybe = <T>(probability: number, value: T): T | null => (happens(probability) ? value : null);
  const channel = pick(Object.keys(around.accounts));
  const at = () => START.getTime() + whole(0, 40 * 24) * 3_600_000;
  const status = pick(['open', 'open', 'snoozed', 'closed']);
  const inbox = pick(around.inboxes);
  const owner = maybe(0.5, pick([around.mara, around.eva, around.tom]));
  return {
    ...{ id, inbox, channel, account: around.accounts[channel]!, status, owner },
    contact: maybe(0.9, { name: pick(NAMES), addresses: [`p${id}@firm.example`, 'x@bell.example'].slice(whole(0, 1)) }),
    subject: pick(['Bell', 'a bell', '100% broken', 'snake_case', '']),
    place: happens(0.8) ? 'inbox' : pick(['spam', 'trash', 'merged']),
    team: maybe(0.3, around.team),
    tags: TAGS.filter(() => happens(0.3)),
    language: maybe(0.7, pick(LANGUAGES)),
    readBy: [around.mara, around.eva].filter(() => happens(0.5)),
    ...{ outbound: happens(0.5), bot: happens(0.2), automatic: happens(0.2), failed: happens(0.2) },
    lastFrom: pick(['in', 'out']),
    waiting: maybe(0.4, at() + id),
    // No two at the same moment: their order would be a matter of taste.
    ...{ created: at(), last: START.getTime() + whole(0, 39) * DAY + id * 1000, lastInbound: maybe(0.8, at()) },
    closed: status === 'closed' ? at() : null,
    tickets: Array.from({ length: pick([0, 0, 1, 1, 2]) }, () => ({
      ...{ stage: pick(around.stages), priority: whole(0, PRIORITIES.length - 1) },
      ...{ inbox: maybe(0.9, pick(around.inboxes)), deleted: happens(0.15) },
    })),
  };
}

export async function keep({ database }: Around, talks: Talk[]): Promise<void> {
  await database.write(async () => {
    for (const name of ['common', 'rare', 'odd']) await database.run('insert into tag (name) values (?)', [name]);
    for (const talk of talks) await keepOne(database, talk);
  });
}

async function keepOne(database: Around['database'], talk: Talk): Promise<void> {
  const insert = async (table: string, row: Record<string, unknown>) => {
    const marks = Object.keys(row).map(() => '?');
    const statement = `insert into ${table} (${Object.keys(row).join(', ')}) values (${marks.join(', ')})`;
    await database.run(statement, Object.values(row));
  };
  const { id, contact, created, last } = talk;
  const made = { created_at: created, changed_at: created };
  if (contact) {
    const about = { name: contact.name, properties: '{}', consents: '{}', created_at: created, updated_at: created };
    await insert('contact', { id, public_id: `contact${id}`, ...about });
    for (const value of contact.addresses)
      await insert('contact_identity', { contact_id: id, kind: 'email', value: `${id}.${value}`, created_at: created });
  }
  await insert('conversation', {
    ...{ id, public_id: `talk${id}`, inbox_id: talk.inbox, account_id: talk.account, contact_id: contact && id },
    ...{ subject: talk.subject, status: talk.status, place: talk.place, owner_id: talk.owner, team_id: talk.team },
    ...{ language: talk.language, has_outbound: talk.outbound, bot_since: talk.bot ? created : null },
    ...{ automatic: talk.automatic, last_direction: talk.lastFrom, waiting_since: talk.waiting },
    ...{ last_message_at: last, last_message_id: id, last_inbound_at: talk.lastInbound, closed_at: talk.closed },
    ...{ message_count: 1, notes: '{}', ...made },
  });
  await insert('message', {
    ...{ id, public_id: `message${id}`, conversation_id: id, account_id: talk.account, kind: 'message' },
    ...{ direction: 'out', at: last, ...made, details: '{}', reactions: '[]', status: talk.failed ? 'failed' : 'sent' },
    ...{ subject: '', text: 'words', addresses: '[]', parts: '[]' },
  });
  for (const tag of talk.tags)
    await insert('conversation_tag', { conversation_id: id, tag_id: tag, last_message_at: last });
  for (const user of talk.readBy) await insert('read_mark', { user_id: user, conversation_id: id, message_id: id });
  for (const [at, { stage, priority, inbox, deleted }] of talk.tickets.entries()) {
    const number = id * 10 + at;
    await insert('ticket', {
      ...{ id: number, number, pipeline_id: stage.pipelineId, stage_id: stage.id, stage_kind: stage.kind, priority },
      ...{
        source: 'x',
        inbox_id: inbox,
        deleted_at: deleted ? created : null,
        hidden: talk.place !== 'inbox',
        ...made,
      },
    });
    await insert('ticket_conversation', { conversation_id: id, ticket_id: number, linked_at: created });
  }
}

/** What may be asked, with values to ask for. */
function asked(around: Around): Record<string, { kind: keyof typeof OPERATORS; values?: unknown[]; optional?: true }> {
  const choice = (...values: unknown[]) => ({ kind: 'choice' as const, values });
  const [mine, people] = [
    ['me', 'nobody'],
    [around.mara, around.eva, around.tom],
  ];
  const moment = { kind: 'moment' as const };
  return {
    channel: choice('mailish', 'chattish', 'unknown'),
    account: choice(...Object.values(around.accounts), 99),
    inbox: choice(...around.inboxes, 99),
    status: choice('open', 'snoozed', 'closed'),
    place: choice('inbox', 'spam', 'trash'),
    tag: { ...choice(...TAGS, 99), optional: true },
    subject: { kind: 'text' },
    contact: { kind: 'text' },
    language: { ...choice('de', 'de-AT', 'en', 'xx'), optional: true },
    ...{ unread: { kind: 'switch' }, answered: { kind: 'switch' }, bot: { kind: 'switch' } },
    ...{ automatic: { kind: 'switch' }, failed: { kind: 'switch' }, ticket: { kind: 'switch' } },
    owner: choice(...mine, ...people),
    team: choice('mine', 'nobody', around.team),
    last_from: choice('in', 'out'),
    waiting: { kind: 'since', optional: true },
    ...{ created: moment, last_message: moment },
    ...{ last_inbound: { ...moment, optional: true }, closed: { ...moment, optional: true } },
    ticket_priority: choice(...PRIORITIES),
    ticket_kind: choice('open', 'waiting', 'closed'),
    ticket_pipeline: choice(...new Set(around.stages.map(({ pipelineId }) => pipelineId))),
    ticket_stage: choice(...around.stages.map(({ id }) => id)),
  };
}

/** By these it is decided along which index a view is read. */
const DECIDING = ['place', 'status', 'owner', 'tag', 'inbox', 'channel', 'account', 'ticket_stage', 'ticket_priority'];

export function randomFilter(chance: Chance, around: Around): Filter {
  const { pick, whole, happens } = chance;
  const properties = asked(around);
  const condition = (): Condition => {
    const property = pick(happens(0.5) ? DECIDING : Object.keys(properties));
    const { kind, values = [], optional } = properties[property]!;
    const operator = pick([...OPERATORS[kind], ...(optional ? (['set', 'unset'] as const) : [])]);
    return { property, operator, values: valuesFor(chance, kind, operator, values) };
  };
  const groups = Array.from({ length: pick([0, 1, 1, 1, 2, 3]) }, () => ({
    match: pick(['all', 'any'] as const),
    conditions: Array.from({ length: whole(1, 3) }, condition),
  }));
  return { match: pick(['all', 'any'] as const), groups };
}

function valuesFor({ pick, whole }: Chance, kind: string, operator: string, values: unknown[]): string[] {
  if (kind === 'choice') return Array.from({ length: whole(1, 2) }, () => String(pick(values)));
  if (kind === 'text') return [pick(WORDS)];
  return [operator === 'from' || operator === 'until' ? pick(DAYS) : pick(LENGTHS)];
}
