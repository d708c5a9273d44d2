// An account's health: figures, checks, what it noted, a test message (CH-10).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { Check } from '../../contract/health.ts';
import { reason } from '../../contract/reason.ts';
import { formOf } from '../forms.ts';
import type { HealthPage } from '../models/channels.ts';
import { arrivalModel, checksModel, figures, queueModel } from '../present/account-health.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { reasonText, text } from '../present/marks.ts';
import { slotHtml } from '../plugin-pages.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame, writerFor } from './account-frame.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';
import { testDialog } from './test-message.ts';

const READ = { config: { permission: 'channel.read' } } as const;
const DAY = 24 * 3600_000;
/** So many arrivals, deliveries and notes stand on the page; all of them have tabs of their own. */
const SHOWN = { arrivals: 8, deliveries: 5, notes: 10 };
/** A check that was just done is not done again for everybody who opens the page. */
const FRESH = 30_000;

type Checked = { at: Date; checks: Check[] };

export function accountHealthRoutes(server: FastifyInstance, parts: WebParts): void {
  const { channels, clock } = parts.rooms;
  const last = new Map<number, Checked>();

  async function checked(account: Account, anew: boolean): Promise<Checked> {
    const known = last.get(account.id);
    if (known && !anew && clock.now().getTime() - known.at.getTime() < FRESH) return known;
    const checks = await channels.check(account.id);
    const done = { at: clock.now(), checks };
    last.set(account.id, done);
    return done;
  }

  server.get<AccountPlace>(`${CHANNELS}/:id/health`, READ, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return reply.page('channels/health', await healthPage(parts, request, account, last.get(account.id)));
  });

  server.get<AccountPlace>(`${CHANNELS}/:id/checks`, READ, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const done = await checked(account, false);
    if (!isHtmx(request)) return reply.goTo(`${accountAddress(account)}/health`);
    return reply.page('channels/checks', checksModel(presentFor(parts, request), account, done));
  });

  server.post<AccountPlace>(`${CHANNELS}/:id/checks`, READ, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    await checked(account, true);
    return reply.goTo(`${accountAddress(account)}/health`);
  });

  testing(server, parts);
}

async function healthPage(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
  done: Checked | undefined,
): Promise<HealthPage> {
  const { rooms } = parts;
  const { viewer } = request;
  const present = presentFor(parts, request);
  const now = rooms.clock.now();
  const writer = writerFor(parts, request);
  const manages = may(viewer, 'channel.manage');
  const since = new Date(now.getTime() - DAY);
  const inbound = await rooms.inbound.counts(account.id, since);
  const outbound = await rooms.outbound.counts(account.id, since);
  const both = await countsInTime(parts, account.id);
  const entries = await rooms.outbound.queue(account.id, SHOWN.deliveries + 1);
  const notes = await rooms.channels.notes(account.id, SHOWN.notes);
  const queue = queueModel(present, account, entries.slice(0, SHOWN.deliveries), { manages, writer, now });
  const all = { label: text(present, 'queue.all'), href: `${accountAddress(account)}/queue` };
  return {
    ...(await accountFrame(parts, request, account, 'health')),
    figures: figures(present, account, { inbound, outbound }, writer, now),
    ledger: may(viewer, 'ledger.read') ? await newest(parts, request, account, both) : undefined,
    queue: entries.length > SHOWN.deliveries ? { ...queue, all } : queue,
    checks: checksModel(present, account, done),
    notes: notes.map(({ at, reason: why }) => ({ at, text: reasonText(present, why, account.channel) })),
    html: await slotHtml(parts, request, 'account page', { channel: account.channel, accountId: account.id }),
  };
}

/** The far side is asked for its number; a slow one is left out. */
async function countsInTime({ rooms }: WebParts, accountId: number) {
  const late = new Promise<null>((done) => setTimeout(done, 800, null).unref());
  return Promise.race([rooms.channels.counts(accountId).catch(() => null), late]);
}

async function newest(
  { rooms, ...parts }: WebParts,
  request: FastifyRequest,
  account: Account,
  both: { theirs: number; ours: number } | null,
): Promise<HealthPage['ledger']> {
  const present = presentFor({ rooms, ...parts }, request);
  const { entries } = await rooms.inbound.ledger({ accountId: account.id, limit: SHOWN.arrivals });
  const manages = may(request.viewer, 'channel.manage');
  return {
    summary: both ? text(present, 'health.both', both) : undefined,
    all: { label: text(present, 'ledger.all'), href: `${accountAddress(account)}/ledger` },
    arrivals: entries.map((entry) => arrivalModel(present, account, entry, manages)),
  };
}

function testing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<AccountPlace>(`${CHANNELS}/:id/test`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return reply.dialog(testDialog(parts, presentFor(parts, request), account, request.viewer.email));
  });

  server.post<AccountPlace>(`${CHANNELS}/:id/test`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const present = presentFor(parts, request);
    const [to, words] = [formOf(request).text('to').trim(), formOf(request).text('words').trim()];
    const kind = rooms.channels.live(account.id)?.manifest.reaches[0] ?? 'handle';
    const subject = text(present, 'account.test.subject', { desk: (await rooms.accounts.workspace.get()).name });
    const { why } =
      to === ''
        ? { why: reason('plan.no_recipient', 'Nobody is addressed.') }
        : await rooms.channels.tryOut(account.id, { kind, value: to }, { subject, text: words || subject });
    if (why) {
      const error = reasonText(present, why, account.channel);
      return reply.dialog(testDialog(parts, present, account, to, words, error), 422);
    }
    cookies.say(reply, 'said.test-sent', { to });
    return reply.goTo(`${accountAddress(account)}/health`);
  });
}
