// Takes the invented company away in one transaction. What is real stays: other people's messages, and the inbox they are in.
import { rm } from 'node:fs/promises';
import type { Desk } from '../../boot.ts';
import type { Made } from './company.ts';
import { INVENTED_IDENTITY } from './nobody.ts';
import { readStories } from './stories.ts';
import { TABLE_NAMES } from './table.ts';

/** Invented people have an address that leads nowhere; contacts without one are real. */
const INVENTED = `select contact_id from contact_identity where ${INVENTED_IDENTITY}`;
/** Nothing that is real is said by these. */
const DEMOS = 'select id from channel_account where demo = 1';

export async function removeCompany(desk: Desk, made: Made): Promise<void> {
  // Somebody may have removed one; companies that were loaded before there were service levels made none.
  for (const { id } of await desk.sla.policies()) if (made.slaPolicyIds?.includes(id)) await desk.sla.remove(id);
  const { database } = desk;
  const hashes = await database.write(async () => {
    const conversations = await idsOf(
      desk,
      `select id from conversation where account_id in (?)
       and (contact_id is null or contact_id in (${INVENTED}) or account_id in (${DEMOS}))`,
      made.accountIds,
    );
    const contacts = await idsOf(desk, `select distinct id from contact where id in (${INVENTED})`);
    const files = await filesOf(desk, conversations, made.accountIds);
    await removeConversations(desk, conversations);
    await removeContacts(desk, contacts);
    await removeRest(desk, made);
    return removeFiles(desk, files);
  });
  await closeAccounts(desk, made);
  for (const hash of hashes) await rm(desk.files.path(hash), { force: true });
}

async function idsOf({ database }: Desk, sql: string, ...params: unknown[]): Promise<number[]> {
  return (await database.rows<{ id: number }>(sql, params)).map(({ id }) => id);
}

async function removeConversations({ database }: Desk, ids: number[]): Promise<void> {
  const run = (sql: string) => database.run(sql, [ids]);
  await removeTickets(database, ids);
  await run('update conversation set maybe_belongs_to_id = null where maybe_belongs_to_id in (?)');
  await run('update conversation set merged_into_id = null where merged_into_id in (?)');
  await run('delete from delivery where conversation_id in (?)');
  await run('delete from message where conversation_id in (?)');
  await run('delete from attachment where draft_id in (select id from draft where conversation_id in (?))');
  await run('delete from event where conversation_id in (?)');
  await run('delete from conversation where id in (?)');
}

/** Those that have no other conversation; their values of properties have nothing that takes them along. */
async function removeTickets(database: Desk['database'], conversationIds: number[]): Promise<void> {
  const theirs = `select ticket_id from ticket_conversation where conversation_id in (?) and not exists (
    select 1 from ticket_conversation other where other.ticket_id = ticket_conversation.ticket_id and other.conversation_id not in (?))`;
  const ids = [conversationIds, conversationIds];
  const rows = await database.rows<{ ticket_id: number }>(theirs, ids);
  const ticketIds = rows.map((row) => row.ticket_id);
  const ofTickets = `select id from property where object = 'ticket'`;
  await database.run(`delete from property_value where record_id in (?) and property_id in (${ofTickets})`, [
    ticketIds,
  ]);
  await database.run('update ticket set merged_into_id = null where merged_into_id in (?)', [ticketIds]);
  await database.run('delete from ticket where id in (?)', [ticketIds]);
}

async function removeContacts({ database }: Desk, ids: number[]): Promise<void> {
  const run = (sql: string) => database.run(sql, [ids]);
  await run('update conversation set contact_id = null where contact_id in (?)');
  await run('update ticket set contact_id = null where contact_id in (?)');
  await removeDeals(database, ids);
  await run('update contact set merged_into_id = null where merged_into_id in (?)');
  await run('delete from event where contact_id in (?)');
  await run('delete from contact where id in (?)');
  await database.run(
    `delete from record where domain like '%.example' and not exists (select 1 from contact where company_id = record.id)`,
  );
  await database.run(`delete from suppression where value like '%.example'`);
}

/** Deals and other records that nobody but these people belong to; their values have nothing that takes them along. */
async function removeDeals(database: Desk['database'], contactIds: number[]): Promise<void> {
  const rows = await database.rows<{ id: number }>(
    `select distinct record.id from record join record_link on record_id = record.id and record_link.kind = 'contact'
     where type <> 'company' and other_id in (?) and not exists (select 1 from record_link other
       where other.record_id = record.id and other.kind = 'contact' and other.other_id not in (?))`,
    [contactIds, contactIds],
  );
  const ids = rows.map(({ id }) => id);
  const theirs = `select id from property where object = 'deal' or object like 'custom:%'`;
  await database.run(`delete from property_value where record_id in (?) and property_id in (${theirs})`, [ids]);
  await database.run(`delete from record_link where kind = 'record' and other_id in (?)`, [ids]);
  await database.run('delete from record where id in (?)', [ids]);
  await database.run(`delete from record_link where kind = 'contact' and other_id in (?)`, [contactIds]);
}

/** Steps back would lead to what is no longer there. */
async function removeRest({ database }: Desk, made: Made): Promise<void> {
  await database.run('delete from undo_step');
  await database.run(`delete from sender_rule where pattern like '%.example'`);
  await database.run(
    'delete from tag where name in (?) and not exists (select 1 from conversation_tag where tag_id = tag.id)',
    [readStories().flatMap(({ tags }) => tags)],
  );
  await database.run(
    `delete from arrival where account_id in (?) and (sender like '%.example' or sender = '' or account_id in (${DEMOS}))`,
    [made.accountIds],
  );
  await database.run('delete from import_run where file_name in (?)', [TABLE_NAMES]);
  await forgetPairs(database);
  await database.run('delete from macro where owner_id in (?)', [made.userIds]);
  await database.run('delete from library_entry where owner_id in (?)', [made.userIds]);
  await database.run('delete from list_view where owner_id in (?)', [made.userIds]);
  // Companies that were loaded before there were skills made none.
  await database.run('delete from skill where id in (?)', [made.skillIds ?? []]);
  await database.run('delete from webhook where id in (?)', [made.webhookIds ?? []]);
  await database.run(
    `delete from skill_rule where name = 'E-Bikes' and not exists (select 1 from skill_rule_skill where rule_id = skill_rule.id)`,
  );
  await database.run('delete from team where id in (?)', [made.teamIds]);
  await database.run('delete from desk_user where id in (?)', [made.userIds]);
  // Whoever was given it in earnest keeps it.
  await database.run(
    'delete from desk_role where id in (?) and not exists (select 1 from desk_user where role = desk_role.key)',
    [made.roleIds ?? []],
  );
}

/** What was found out about those who are gone. */
async function forgetPairs(database: Desk['database']): Promise<void> {
  for (const [object, table] of [
    ['contact', 'contact'],
    ['company', 'record'],
  ]) {
    const gone = (column: string) => `object = ? and ${column} not in (select id from ${table})`;
    await database.run(`delete from duplicate_key where ${gone('record_id')}`, [object]);
    await database.run(`delete from duplicate_due where ${gone('record_id')}`, [object]);
    await database.run(`delete from duplicate_pair where ${gone('one_id')}`, [object]);
    await database.run(`delete from duplicate_pair where ${gone('other_id')}`, [object]);
  }
}

function filesOf(desk: Desk, conversations: number[], accounts: number[]): Promise<number[]> {
  return idsOf(
    desk,
    `select file_id as id from attachment join message on message.id = message_id where conversation_id in (?) and file_id is not null
     union select file_id from arrival where account_id in (?) and file_id is not null
     union select file_id from import_run where file_name in (?) and file_id is not null`,
    conversations,
    accounts,
    TABLE_NAMES,
  );
}

/** What nobody else has sent or got as well. Gives the names on disk. */
async function removeFiles({ database }: Desk, ids: number[]): Promise<string[]> {
  const rows = await database.rows<{ hash: string }>(
    `delete from file where id in (?) and not exists (select 1 from attachment where file_id = file.id)
       and not exists (select 1 from arrival where file_id = file.id)
       and not exists (select 1 from library_entry where file_id = file.id)
       and not exists (select 1 from import_run where file_id = file.id) returning hash`,
    [ids],
  );
  return rows.map(({ hash }) => hash);
}

/** An inbox that somebody uses in earnest stays, with its address. */
async function closeAccounts({ database, channels }: Desk, made: Made): Promise<void> {
  for (const id of made.accountIds) {
    const used = await database.row(
      'select 1 as yes where exists (select 1 from conversation where account_id = ?) or exists (select 1 from arrival where account_id = ?)',
      [id, id],
    );
    if (used) continue;
    await channels.remove(id, 'desk');
    await database.write(async () => {
      await database.run('delete from event where account_id = ?', [id]);
      const theirFlows = 'chatflow_id in (select id from chatflow where account_id = ?)';
      for (const table of ['chatflow_run', 'chatflow_version'])
        await database.run(`delete from ${table} where ${theirFlows}`, [id]);
      for (const table of ['answer_count', 'account_usage', 'chatflow'])
        await database.run(`delete from ${table} where account_id = ?`, [id]);
      await database.run('update ticket set account_id = null where account_id = ?', [id]);
      await database.run('delete from channel_account where id = ?', [id]);
    });
  }
  const empty = (table: string) => `not exists (select 1 from ${table} where inbox_id = inbox.id)`;
  const free = ['channel_account', 'conversation', 'ticket'].map(empty).join(' and ');
  await database.run(`delete from inbox where id in (?) and ${free}`, [made.inboxIds]);
}
