// What an account does with tickets: whether its conversations become some, and what can be said of one (CH-5, FM-2).
import type { AccountContext } from '../contract/context.ts';
import type { TicketProperty } from '../contract/ticket.ts';
import type { ChannelAccount, TicketDefaults } from '../database/entities/inbox.ts';
import { toJson } from '../database/rows.ts';
import type { Property } from '../properties/properties.ts';
import type { ChannelRooms } from './rooms.ts';

export function accountTickets(
  { database, events, properties }: ChannelRooms,
  row: ChannelAccount,
): AccountContext['tickets'] {
  const load = async () => {
    const sql = 'select ticket_defaults from channel_account where id = ?';
    const stored = await database.row<{ ticket_defaults: unknown }>(sql, [row.id]);
    return toJson<TicketDefaults>(stored!.ticket_defaults);
  };
  const inHelpDesk = async () => {
    const sql = `select 1 as here from inbox join channel_account on inbox_id = inbox.id where channel_account.id = ? and kind = 'help desk'`;
    return (await database.row(sql, [row.id])) !== undefined;
  };
  return {
    on: async () => (await load()).asTicket || (await inHelpDesk()),
    turn: (on, by) =>
      database.write(async () => {
        const defaults = await load();
        if (defaults.asTicket === on) return;
        const changed = JSON.stringify({ ...defaults, asTicket: on });
        await database.run('update channel_account set ticket_defaults = ? where id = ?', [changed, row.id]);
        const what = { accountId: row.id, inboxId: row.inboxId, data: { what: 'tickets' } };
        await events.add({ type: 'account.changed', actor: `user:${by}`, ...what });
      }),
    properties: async () => (await properties.definitions.list('ticket')).flatMap(shownToChannels),
  };
}

function shownToChannels({ key, label, help, kind, options }: Property): TicketProperty[] {
  if (kind === 'user') return [];
  const offered = options.filter(({ archived }) => !archived).map((one) => one.label);
  return [{ key, label, help, kind, options: offered }];
}
