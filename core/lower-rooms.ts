// The rooms below the flows, built bottom to top; those above hand themselves down once they stand.
import { createAccounts, type Accounts } from './accounts/accounts.ts';
import { guardedNetwork, type Channels } from './channels/channels.ts';
import { type Chatflows } from './chatflows/chatflows.ts';
import { createContacts } from './contacts/contacts.ts';
import { createConditions } from './conditions/conditions.ts';
import { conversationConditions, createConversations } from './conversations/conversations.ts';
import { createContent } from './content/content.ts';
import { createDuplicates } from './duplicates/duplicates.ts';
import { createExports } from './exports/exports.ts';
import { createImports } from './imports/imports.ts';
import { type OnStep } from './kernel/steps.ts';
import { createNotifier } from './notifications/notifications.ts';
import { createLibrary } from './library/library.ts';
import { type Outbound } from './outbound/outbound.ts';
import { createProperties } from './properties/properties.ts';
import { type Realtime } from './realtime/realtime.ts';
import { createRecords } from './records/records.ts';
import { createRouting, handOutWaiting } from './routing/routing.ts';
import { createSla, dueConditions } from './sla/sla.ts';
import { sendSystemMail } from './channels/system-mail.ts';
import {
  besideConversations,
  createTickets,
  ticketConditions,
  type Beginning,
  type Tickets,
} from './tickets/tickets.ts';
import { createViews } from './views/views.ts';
import type { Desk } from './desk.ts';

export type Base = Pick<Desk, 'options' | 'clock' | 'log' | 'secrets' | 'database' | 'events' | 'jobs' | 'files'> & {
  onStep: OnStep;
};

/** Rooms above hand themselves down through these once they stand. */
export interface Late {
  channels?: Channels;
  chatflows?: Chatflows;
  outbound?: Outbound;
  realtime?: Realtime;
}

export type Lower = Pick<
  Desk,
  | 'accounts'
  | 'contacts'
  | 'conversations'
  | 'properties'
  | 'records'
  | 'tickets'
  | 'routing'
  | 'sla'
  | 'notifications'
  | 'library'
  | 'views'
  | 'duplicates'
  | 'imports'
  | 'exports'
  | 'content'
>;

export async function lowerRooms(base: Base, late: Late): Promise<Lower> {
  const { options, database, events, jobs, clock } = base;
  const accounts = await createAccounts({
    ...base,
    publicUrl: options.publicUrl,
    sendSystemMail: async (mail) =>
      sendSystemMail(late.channels!, { address: mail.to }, await options.renderMail(mail), clock, {
        from: options.systemMailFrom,
      }),
    isChannelAddress: async (email) => late.channels!.isOwnAddress(email),
  });
  const conversations = createConversations({ database, events, jobs, clock });
  const properties = createProperties({ database, clock });
  const conditions = createConditions();
  const ports = besideConversations(conversations, ticketPorts(accounts, late));
  const tickets = createTickets({ database, events, clock, properties, ports });
  const routing = createRouting({ database, events, clock, conversations, ...routingPorts(accounts, tickets) });
  handOutWaiting({ database, events, jobs, conversations, routing });
  // Each room says what its records can be asked for.
  conditions.offer(conversationConditions);
  conditions.offer(ticketConditions({ ...tickets, properties }));
  conditions.offer(dueConditions);
  const contacts = createContacts({ database, events, jobs, clock });
  const records = createRecords({ database, events, clock, properties });
  const views = createViews({ database, events, clock, conditions, lists: conversations.lists });
  const kept = { accounts, contacts, records, tickets, properties, views };
  return {
    ...kept,
    conversations,
    content: createContent({ database, events, clock, accounts }),
    duplicates: createDuplicates({ ...base, ...kept }),
    imports: createImports({ ...base, ...kept }),
    exports: createExports({ database, ...kept }),
    notifications: joinNotifications(base, { accounts, conversations }, late),
    library: createLibrary({ database, clock, conversations, tickets, workspace: accounts.workspace }),
    routing,
    sla: createSla({ database, events, jobs, clock, properties, tickets, conversations, accounts }),
  };
}

function joinNotifications(base: Base, lower: Pick<Lower, 'accounts' | 'conversations'>, late: Late) {
  const { allowedHosts, publicUrl } = base.options;
  return createNotifier({
    ...base,
    ...lower,
    publicUrl,
    network: guardedNetwork(base.database, allowedHosts),
    ports: { looks: (userId, conversationId) => late.realtime?.looks(userId, conversationId) ?? false },
  });
}

function ticketPorts({ restrictions }: Accounts, late: Late) {
  return {
    collected: (conversationId: number) => late.chatflows!.ticketProperties(conversationId),
    seersOf: restrictions.seersOf,
  };
}

/** Who takes conversations where, and how many. */
function routingPorts({ users, roles, restrictions, workspace }: Accounts, { pipelines }: Tickets) {
  return {
    takingRoles: () => roles.with('conversation.take'),
    answerers: async (inboxId: number) =>
      new Set((await users.whoMay('conversation.take', { inboxId })).map(({ id }) => id)),
    seersOf: restrictions.seersOf,
    beginsIn: async (wanted: Beginning) => (await pipelines.beginning(wanted))?.pipeline.id ?? null,
    async limits() {
      const { conversationLimit, ticketLimit } = await workspace.get();
      return { conversations: conversationLimit, tickets: ticketLimit };
    },
  };
}
