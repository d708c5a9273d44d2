// An account's ledger: every raw arrival, what became of it, the raw text, replay (CH-13).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import type { StoredArrival } from '../../contract/inbound.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { LedgerModel } from '../models/channels.ts';
import { trusted } from '../models/shared.ts';
import { arrivalModel } from '../present/account-health.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { channelText, text, type Present } from '../present/marks.ts';
import { maskedBody, maskedMeta, secretsOf } from '../present/raw.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame, writerFor } from './account-frame.ts';
import { revealArrival } from './content.ts';
import { backTo, MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';

const LEDGER = { config: { permission: 'ledger.read' } } as const;
const ARRIVAL = `${CHANNELS}/:id/arrivals/:arrival`;
const PAGE = 50;
/** So many characters are shown; all of it can be downloaded. */
const SHOWN = 20_000;

type ArrivalPlace = { Params: { id: string; arrival: string } };
type Wanted = { state?: string; before?: string };

export function accountLedgerRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<AccountPlace & { Querystring: Wanted }>(`${CHANNELS}/:id/ledger`, LEDGER, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const ledger = await ledgerOf(parts, request, account);
    if (request.query.before && isHtmx(request)) return reply.page('channels/arrivals', ledger);
    const sections = [{ html: trusted(reply.view('channels/ledger', ledger)) }];
    const frame = await accountFrame(parts, request, account, 'ledger');
    return reply.page('settings/page', { ...frame, sections });
  });

  server.get<ArrivalPlace & { Querystring: { line?: string } }>(ARRIVAL, LEDGER, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    if (request.query.line) return arrivalLine(parts, request, reply, account);
    const shown = await arrivalOf(parts, account, request.params.arrival);
    await revealArrival(parts, request, shown.arrival.id);
    return arrivalDialog(parts, request, reply, account, shown);
  });

  server.get<ArrivalPlace>(`${ARRIVAL}/raw`, LEDGER, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const { arrival, secrets } = await arrivalOf(parts, account, request.params.arrival);
    await revealArrival(parts, request, arrival.id);
    return reply
      .header('content-disposition', `attachment; filename="arrival-${arrival.id}.${endingOf(arrival)}"`)
      .type('application/octet-stream')
      .send(maskedBody(arrival, secrets));
  });

  server.post<ArrivalPlace>(`${ARRIVAL}/replay`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const { arrival } = await arrivalOf(parts, account, request.params.arrival);
    await rooms.inbound.replay(arrival.id, actorOf(request.viewer));
    cookies.say(reply, 'said.replayed');
    return reply.goTo(backTo(request, `${accountAddress(account)}/ledger`));
  });
}

/** One line of the ledger again: what came is stored first and read a moment later. */
async function arrivalLine(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
): Promise<FastifyReply> {
  const { arrival } = request.params as ArrivalPlace['Params'];
  const id = /^\d{1,15}$/.test(arrival) ? Number(arrival) : 0;
  const { entries } = await parts.rooms.inbound.ledger({ accountId: account.id, before: id + 1, limit: 1 });
  const found = entries.filter((entry) => entry.id === id);
  if (found.length === 0) throw notFound('arrival');
  const manages = may(request.viewer, 'channel.manage');
  const present = presentFor(parts, request);
  // Of a channel that does not run the line is asked for less and less often.
  const after = Math.min(60, Math.max(1, Number((request.query as { line: string }).line) || 1) * 2);
  const arrivals = found.map((entry) => arrivalModel(present, account, entry, manages, after));
  return reply.page('channels/arrivals', { arrivals });
}

interface Shown {
  arrival: StoredArrival;
  secrets: string[];
}

/** What came, whole and masked, with everything beside it. */
function arrivalDialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  { arrival, secrets }: Shown,
): FastifyReply {
  const present = presentFor(parts, request);
  const writer = writerFor(parts, request);
  const body = maskedBody(arrival, secrets).toString('utf8');
  const size = writer.bytes(arrival.body.byteLength);
  const cut = body.length > SHOWN ? text(present, 'ledger.cut', { size }) : undefined;
  const at = writer.moment(arrival.receivedAt, 'exact', parts.rooms.clock.now());
  const address = `${accountAddress(account)}/arrivals/${arrival.id}`;
  const replay = { action: `${address}/replay`, submit: text(present, 'health.replay') };
  return reply.dialog({
    title: arrival.summary || arrival.type,
    facts: [
      { label: text(present, 'ledger.at'), value: at },
      { label: text(present, 'ledger.key'), value: arrival.key, mono: true },
      { label: text(present, 'ledger.size'), value: size },
      ...maskedMeta(arrival, secrets).map(([name, value]) => ({
        label: metaLabel(present, account.channel, name),
        value,
        mono: true,
      })),
    ],
    html: trusted(reply.view('channels/raw', { text: body.slice(0, SHOWN), cut })),
    links: [{ label: text(present, 'ledger.download'), href: `${address}/raw`, download: true }],
    ...(may(request.viewer, 'channel.manage') && { ...replay, cancel: text(present, 'layout.close') }),
    back: `${accountAddress(account)}/ledger`,
  });
}

/** As the channel names it; a header that has no name of ours is called as whoever brought it calls it. */
function metaLabel(present: Present, channel: string, name: string): string {
  return channelText(present, channel, `arrival.${name}`) ?? name;
}

async function ledgerOf(parts: WebParts, request: FastifyRequest, account: Account): Promise<LedgerModel> {
  const present = presentFor(parts, request);
  const { state, before } = request.query as Wanted;
  const only = state === 'quarantined';
  const page = await parts.rooms.inbound.ledger({
    accountId: account.id,
    status: only ? 'quarantined' : undefined,
    before: before && /^\d{1,15}$/.test(before) ? Number(before) : undefined,
    limit: PAGE,
  });
  const address = `${accountAddress(account)}/ledger`;
  const manages = may(request.viewer, 'channel.manage');
  return {
    filter: {
      label: text(present, only ? 'ledger.all' : 'ledger.quarantined'),
      href: only ? address : `${address}?state=quarantined`,
    },
    arrivals: page.entries.map((entry) => arrivalModel(present, account, entry, manages)),
    more: page.next ? `${address}?before=${page.next}${only ? '&state=quarantined' : ''}` : undefined,
  };
}

/** The arrival when it is one of this account's. */
async function arrivalOf({ rooms }: WebParts, account: Account, id: string): Promise<Shown> {
  const wanted = /^\d{1,15}$/.test(id) ? Number(id) : 0;
  const own = await rooms.database.row<{ status: string }>(
    'select status from arrival where id = ? and account_id = ?',
    [wanted, account.id],
  );
  if (own?.status === 'sealed')
    throw conflict('arrival_sealed', 'They have not agreed to it being read yet. It opens by itself when they do.');
  const arrival = own && (await rooms.inbound.arrival(wanted));
  if (!arrival) throw notFound('arrival');
  const shape = rooms.channels.plugin(account.channel)?.plugin?.settings ?? {};
  const secrets = secretsOf(shape, rooms.channels.context(account.id)?.account.settings ?? {});
  return { arrival, secrets };
}

function endingOf({ type, body }: StoredArrival): string {
  if (type === 'message/rfc822') return 'eml';
  return /^\s*[[{]/.test(Buffer.from(body.subarray(0, 20)).toString()) ? 'json' : 'txt';
}
