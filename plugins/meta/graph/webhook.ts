// Where Meta brings what happened: believed only with its signature, thanked for only when all of it is written down.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import { fields, readJson, text } from './json.ts';
import { isSigned, SIGNATURE } from './signature.ts';

const HOUR = 60 * 60_000;

/** One thing a webhook says, cut out of it: an arrival of its own, so that one that spoils does not spoil the others. */
export interface Piece {
  /** The same when it comes again, also in another webhook. */
  key: string;
  /** A webhook that says only this. */
  body: object;
  orderKey: string;
  from: string;
  summary: string;
  concerns(account: AccountContext['account']): boolean;
}

export interface WebhookShape {
  /** Every thing it says, in order. */
  piecesOf(body: unknown): Piece[];
  /** The secret of the app that signs for an account. */
  secretOf(account: AccountContext['account']): string;
  /** What its people are told when another app than its own signs for an account. */
  otherApp: Reason;
  /** Something of this account was written down; whatever is done now nobody waits for. */
  taken?(account: AccountContext, piece: Piece): Promise<void>;
}

/** What Meta is told to say when it asks whether the address is ours. */
export function verifyToken(context: Pick<PluginContext, 'sign'>): string {
  return context.sign('webhook', 'verify');
}

export function webhookRoutes(server: FastifyInstance, context: PluginContext, shape: WebhookShape): void {
  server.get('/webhook', async (request, reply) => {
    const query = fields(request.query);
    const isOurs = text(query['hub.mode']) === 'subscribe' && text(query['hub.verify_token']) === verifyToken(context);
    if (!isOurs) return reply.code(403).send();
    return reply.type('text/plain; charset=utf-8').send(text(query['hub.challenge']));
  });

  server.post('/webhook', async (request, reply) => {
    const body = (request as FastifyRequest<{ Body: Buffer | undefined }>).body ?? Buffer.alloc(0);
    const accounts = signedFor(context.accounts(), shape, body, request.headers[SIGNATURE]);
    if (accounts.length === 0) return reply.code(401).send();
    const isTaken = await takeIn(context, shape, accounts, body);
    // Meta brings it again for days; meanwhile the account may be signed in with the app, or its own app brings it.
    return reply.code(isTaken ? 200 : 401).send();
  });
}

/** Accounts of the app that signed. Several apps may bring to the same address. */
function signedFor(
  accounts: AccountContext[],
  shape: WebhookShape,
  body: Uint8Array,
  given: string | string[] | undefined,
): AccountContext[] {
  const secrets = new Set(accounts.map(({ account }) => shape.secretOf(account)));
  const [secret] = [...secrets].filter((one) => isSigned(one, body, given));
  return secret === undefined ? [] : accounts.filter(({ account }) => shape.secretOf(account) === secret);
}

/** False where something is for an account here that another app signs for. */
async function takeIn(
  context: PluginContext,
  shape: WebhookShape,
  accounts: AccountContext[],
  body: Buffer,
): Promise<boolean> {
  const pieces = shape.piecesOf(readJson(body));
  if (pieces.length === 0) return keepWhole(accounts[0]!, body);
  // Alone it is kept byte for byte.
  const bytesOf = ({ body: own }: Piece) => (pieces.length === 1 ? body : Buffer.from(JSON.stringify(own)));
  const taken = await Promise.all(
    pieces.map(async (piece) => {
      const meant = accounts.filter(({ account }) => piece.concerns(account));
      if (meant.length === 0) return mayPass(context, shape, piece);
      const { key, orderKey, from, summary } = piece;
      const raw = { key, orderKey, from, summary, type: 'application/json', body: bytesOf(piece) };
      await Promise.all(meant.map((one) => one.receive(raw)));
      for (const one of meant)
        void shape
          .taken?.(one, piece)
          .catch((error: unknown) => one.log.warn({ error }, 'Looking after a webhook failed'));
      return true;
    }),
  );
  return taken.every(Boolean);
}

/** It is for nobody here, or whoever it is for has it from their own app. */
async function mayPass(
  context: PluginContext,
  { otherApp }: WebhookShape,
  { key, from, summary, concerns }: Piece,
): Promise<boolean> {
  const others = context.accounts().filter(({ account }) => concerns(account));
  const about = { from, what: summary, accounts: others.map(({ account }) => account.publicId) };
  if (others.length === 0) context.log.warn(about, 'A webhook is about an account that is not connected here');
  const had = await Promise.all(others.map((one) => one.known([key])));
  const lacking = others.filter((_, index) => !had[index]!.has(key));
  if (lacking.length === 0) return true;
  context.log.warn(about, 'A webhook is about an account that another app signs for; it was refused');
  for (const one of lacking) tellOnce(one, otherApp);
  return false;
}

/** Meta tries again and again; a line of the account's log is enough for an hour. */
function tellOnce(account: AccountContext, why: Reason): void {
  const told = account.once('signed by another app', () => new Map<string, number>());
  const { publicId } = account.account;
  const now = account.now().getTime();
  if (now - (told.get(publicId) ?? 0) < HOUR) return;
  told.set(publicId, now);
  account.note(why);
}

/** Signed, but nothing that can be told apart: it is put aside for people to look at. */
async function keepWhole(account: AccountContext, body: Buffer): Promise<true> {
  const key = `body:${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
  await account.receive({ key, type: 'application/json', body });
  return true;
}
