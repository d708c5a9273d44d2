// Builds the rooms bottom to top and joins them: the only file that sees them all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { teamOf } from './accounts/accounts.ts';
import { createCalls } from './calls/calls.ts';
import { createChannels, guardedNetwork, loadPlugins, type Channels, type LoadedPlugin } from './channels/channels.ts';
import { createChatflows } from './chatflows/chatflows.ts';
import { openDatabase } from './database/database.ts';
import type { PresenceEvent, TypingEvent } from './contract/inbound.ts';
import { createDoctor } from './doctor/doctor.ts';
import { createEvents } from './events/events.ts';
import { createFiles } from './files/files.ts';
import { createInbound } from './inbound/inbound.ts';
import { createJobs } from './jobs/jobs.ts';
import { systemClock } from './kernel/clock.ts';
import { createLog } from './kernel/log.ts';
import { openSecrets } from './kernel/secrets.ts';
import { noSteps } from './kernel/steps.ts';
import { createMacros } from './macros/macros.ts';
import { createOutbound } from './outbound/outbound.ts';
import { createRuns } from './runs/runs.ts';
import { createSearch } from './search/search.ts';
import { createRealtime } from './realtime/realtime.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import { eventPayload } from './api/api.ts';
import type { BootOptions, Desk } from './desk.ts';
import { lowerRooms, type Base, type Late, type Lower } from './lower-rooms.ts';

export type { BootOptions, Desk } from './desk.ts';

/** Opens the data folder and joins the rooms; nothing runs before `start`. */
export async function boot(options: BootOptions): Promise<Desk> {
  const clock = options.clock ?? systemClock();
  const log = options.log ?? createLog(options.logLevel);
  const onStep = options.onStep ?? noSteps;
  const loaded = await loadPlugins(options.pluginFolder, options.plugins, options.limits?.import);
  const isNewDesk = !existsSync(join(options.dataFolder, 'hubdesk.sqlite'));
  const secrets = openSecrets(join(options.dataFolder, 'keys', 'desk.key'), isNewDesk);
  const { dataFolder: folder, beforeMigrating, flush } = options;
  const database = await openDatabase({ folder, beforeMigrating, flush });
  const events = createEvents(database, clock, (error) => log.error({ error }, 'A listener threw'));
  const jobs = createJobs(database, clock, log);
  jobs.handle('events.sweep', { run: async () => void (await events.sweep()) });
  const files = createFiles(join(options.dataFolder, 'files'), database, clock);
  jobs.handle('files.sweep', { run: () => files.sweep() });
  const base = { options, clock, log, secrets, database, events, jobs, files, onStep };
  return joinRooms(base, loaded);
}

async function joinRooms(base: Base, loaded: LoadedPlugin[]): Promise<Desk> {
  const { options, database, jobs, clock } = base;
  const late: Late = {};
  const lower = await lowerRooms(base, late);
  const flows = joinFlows(base, lower, late);
  const channels = joinChannels(base, lower, flows, late, loaded);
  const network = guardedNetwork(database, options.allowedHosts);
  const doctor = createDoctor({ ...base, ...lower, ...network, plugins: loaded });
  const runs = createRuns({ ...base, ...lower });
  const macros = createMacros({ ...base, ...lower, ...flows, runs });
  const search = createSearch(database, clock);
  const realtime = createRealtime({ ...base, ...lower, ...flows, channels }, options.realtime);
  const webhooks = joinWebhooks(base, { ...lower, channels, network });
  Object.assign(late, { channels, realtime });
  return {
    ...base,
    ...lower,
    ...flows,
    channels,
    runs,
    macros,
    doctor,
    search,
    webhooks,
    realtime,
    start: () => startRooms(channels, flows, jobs),
    async close() {
      flows.calls.stop();
      await realtime.close();
      // Work in hand ends before its connection is taken away.
      await jobs.stop();
      await flows.chatflows.stop();
      await channels.stop();
      await Promise.all([search.close(), lower.accounts.recent.keep()]);
      await database.close();
    },
  };
}

/** Calls and flows go on once accounts are open. */
async function startRooms(channels: Channels, { calls, chatflows }: Flows, jobs: Base['jobs']): Promise<void> {
  await channels.start();
  await calls.recover();
  await chatflows.start();
  await jobs.start();
}

/** Programs elsewhere are told in the words of the API. */
function joinWebhooks(
  base: Base,
  rooms: Lower & Pick<Desk, 'channels'> & { network: ReturnType<typeof guardedNetwork> },
) {
  return createWebhooks({ ...base, ...rooms, ports: { payload: eventPayload(rooms) } }, base.options.webhooks);
}

type Flows = Pick<Desk, 'inbound' | 'outbound' | 'chatflows' | 'calls'>;
type Moment = TypingEvent | PresenceEvent;

function joinFlows(base: Base, lower: Lower, late: Late): Flows {
  const inbound = createInbound({
    ...base,
    ...lower,
    ports: {
      account: (id) => late.channels!.live(id),
      follow: (accountId, receipt) => late.outbound!.follow(accountId, receipt),
      happens: (accountId, event) => late.realtime!.happens(accountId, event),
      sending: (accountId) => late.outbound!.isSending(accountId),
      chatflow: {
        begin: (account, conversationId, wanted) => late.chatflows!.port.begin(account, conversationId, wanted),
        heard: (conversationId, messageId) => late.chatflows!.port.heard(conversationId, messageId),
      },
    },
  });
  const outbound = createOutbound({
    ...base,
    ...lower,
    ports: {
      account: (id) => {
        const live = late.channels!.live(id);
        return live && (base.options.stage?.(live) ?? live);
      },
      hold: async () => (await lower.accounts.workspace.get()).holdSeconds,
      outage: (accountId, why) => late.channels!.outage(accountId, why),
    },
  });
  const chatflows = createChatflows({
    ...base,
    ...lower,
    outbound,
    ports: {
      account: (id) => late.channels!.live(id),
      language: async () => (await lower.accounts.workspace.get()).language,
    },
  });
  Object.assign(late, { outbound, chatflows });
  return { inbound, outbound, chatflows, calls: joinCalls(base, lower, late) };
}

function joinCalls(base: Base, lower: Lower, late: Late): Desk['calls'] {
  return createCalls({
    ...base,
    ...lower,
    limits: base.options.calls,
    ports: {
      account: (id) => late.channels!.live(id),
      accounts: () => late.channels!.running(),
      tell: (userId, frame) => late.realtime!.tell(userId, frame),
    },
  });
}

function joinChannels(base: Base, lower: Lower, flows: Flows, late: Late, loaded: LoadedPlugin[]): Channels {
  const { options, database } = base;
  const { accounts } = lower;
  const { publicUrl, dataFolder, allowedHosts, pluginSettings, ice = {}, limits } = options;
  const config = { publicUrl, dataFolder, allowedHosts, plugins: pluginSettings, ice, limits };
  const ports = {
    workspace: accounts.workspace.get,
    isTeamMember: async (address: string) =>
      (await database.row('select 1 as yes from desk_user where email = ?', [address])) !== undefined,
    team: () => teamOf(accounts),
    stillOpen: accounts.sessions.stillOpen,
    answer: flows.outbound.answer,
    sendAgain: flows.outbound.retryOf,
    happens: (accountId: number, event: Moment) => late.realtime!.happens(accountId, event),
    chatflows: (accountId: number) => flows.chatflows.offered(accountId),
    calls: (accountId: number) => flows.calls.ofAccount(accountId),
  };
  return createChannels({ ...base, ...lower, inbound: flows.inbound, config, ports }, loaded);
}
