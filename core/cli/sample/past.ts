// The desk's own rooms at another time: the clock is set, work is done at once, and the far side is played.
import type { Connection } from '../../contract/connection.ts';
import type { ChannelSample } from '../../contract/sample.ts';
import type { StoredArrival, Parsed } from '../../contract/inbound.ts';
import type { OutboundMessage, SendResult } from '../../contract/outbound.ts';
import { createContacts, type Contacts } from '../../contacts/contacts.ts';
import { createConversations, type Conversations } from '../../conversations/conversations.ts';
import { createEvents } from '../../events/events.ts';
import { createInbound, type Inbound } from '../../inbound/inbound.ts';
import type { Handler, Jobs, NewJob } from '../../jobs/jobs.ts';
import { heldClock } from '../../kernel/clock.ts';
import { noSteps } from '../../kernel/steps.ts';
import { createOutbound, type LiveAccount, type Outbound } from '../../outbound/outbound.ts';
import { createProperties } from '../../properties/properties.ts';
import { createRecords, type Records } from '../../records/records.ts';
import { createRouting } from '../../routing/routing.ts';
import { besideConversations, createTickets, type Beginning, type Tickets } from '../../tickets/tickets.ts';
import { reason } from '../../contract/reason.ts';
import type { Desk } from '../../boot.ts';

export interface Past {
  clock: ReturnType<typeof heldClock>;
  contacts: Contacts;
  conversations: Conversations;
  records: Records;
  tickets: Tickets;
  inbound: Inbound;
  outbound: Outbound;
  /** What the far side answers to the next message; then it accepts again. */
  answerNext(answer: SendResult): void;
  /** Files of an account that has no far side. */
  filesOf(accountId: number, media: ChannelSample['media']): void;
  /** The next arrival cannot be read. */
  spoilNext(parsed: Parsed): void;
  /** Does all work that was put down since. */
  settle(): Promise<void>;
}

/** Until the running desk tries again what did not get through. */
const AGAIN = 25 * 60_000;

/** Nobody listens to what happened in the past; what is to happen later goes to the running desk. */
export function openPast(desk: Desk, start: Date): Past {
  const { database, files, log, secrets } = desk;
  const clock = heldClock(start);
  const events = createEvents(database, clock, () => {});
  const work = createWork(desk);
  const played = playFarSide();
  const base = { database, files, log, secrets, clock, events, jobs: work.jobs, onStep: noSteps };
  const contacts = createContacts(base);
  const conversations = createConversations(base);
  const account = (id: number) => played.inPlaceOf(desk.channels.live(id));
  const properties = createProperties(base);
  const records = createRecords({ ...base, properties });
  const tickets = createTickets({ ...base, properties, ports: besideConversations(conversations, ticketsThen(desk)) });
  const routing = createRouting({ database, events, clock, conversations, ...routingThen(desk) });
  const inbound = createInbound({
    ...base,
    contacts,
    conversations,
    content: desk.content,
    tickets,
    routing,
    ports: {
      account,
      follow: (id, receipt) => outbound.follow(id, receipt),
      happens: () => {},
      sending: async () => false,
      // Who wrote in the past has been answered by people.
      chatflow: { begin: async () => false, heard: async () => {} },
    },
  });
  const ports = { account, hold: async () => 0, outage: () => {} };
  const outbound = createOutbound({ ...base, contacts, conversations, ports });
  return { clock, contacts, conversations, records, tickets, inbound, outbound, ...played, settle: work.settle };
}

function ticketsThen({ accounts }: Desk) {
  return { collected: async () => ({}), seersOf: accounts.restrictions.seersOf };
}

/** What people had to do then is not what they have to do now. */
function routingThen({ accounts, tickets }: Desk) {
  return {
    takingRoles: () => accounts.roles.with('conversation.take'),
    answerers: async (inboxId: number) =>
      new Set((await accounts.users.whoMay('conversation.take', { inboxId })).map(({ id }) => id)),
    seersOf: (pipelineId: number) => accounts.restrictions.seersOf(pipelineId),
    beginsIn: async (wanted: Beginning) => (await tickets.pipelines.beginning(wanted))?.pipeline.id ?? null,
    limits: async () => ({ conversations: 0, tickets: 0 }),
  };
}

/** Jobs of these rooms run when `settle` is called; one that must be tried again is left to the running desk. */
function createWork({ jobs: later, clock }: Desk): { jobs: Jobs; settle(): Promise<void> } {
  const handlers = new Map<string, Handler>();
  const waiting: NewJob[] = [];
  const isOurs = ({ kind }: NewJob) => kind.startsWith('inbound.') || kind.startsWith('outbound.');
  const jobs: Jobs = {
    ...later,
    handle: (kind, handler) => void handlers.set(kind, handler),
    add: async (job) => (isOurs(job) ? waiting.push(job) : later.add(job)),
  };
  const settle = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const running = { id: 0, attempt: 1, signal: new AbortController().signal, done: async () => {} };
      const result = await handlers.get(job.kind)!.run(job.payload, running);
      if (result && ('retry' in result || 'wait' in result))
        await later.add({ ...job, runAt: new Date(clock.now().getTime() + AGAIN) });
    }
  };
  return { jobs, settle };
}

function playFarSide() {
  const answers: SendResult[] = [];
  const spoiled: Parsed[] = [];
  const files = new Map<number, ChannelSample['media']>();
  const send = async (message: OutboundMessage): Promise<SendResult> =>
    answers.shift() ?? { outcome: 'accepted', id: `${message.key}@radwerk.example` };
  return {
    answerNext: (answer: SendResult) => void answers.push(answer),
    filesOf: (accountId: number, media: ChannelSample['media']) => void files.set(accountId, media),
    spoilNext: (parsed: Parsed) => void spoiled.push(parsed),
    inPlaceOf(live: LiveAccount | null): LiveAccount | null {
      if (!live) return null;
      const { connection } = live;
      return {
        ...live,
        connection: {
          capabilities: (context) => connection.capabilities(context),
          policy: (context) => connection.policy(context),
          parse: async (arrival: StoredArrival) => spoiled.shift() ?? connection.parse(arrival),
          send,
          check: async () => [],
          close: async () => {},
          ...(connection.templates && { templates: () => connection.templates!() }),
          ...mediaOf(files.get(live.row.id)),
        },
      };
    },
  };
}

function mediaOf(files: ChannelSample['media'] | undefined): Pick<Connection, 'media'> {
  if (!files) return {};
  const gone = { missing: reason('inbound.no_media', 'The channel cannot fetch files.') };
  return { media: async (ref) => files(ref) ?? gone };
}
