// The book of webhooks: made, changed, rested, switched on again, removed; their secrets rolled (OP-7).
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import { reason } from '../contract/reason.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { checked, demandSight, MOST_WEBHOOKS } from './checking.ts';
import { addDeal } from './dealing.ts';
import { maskedAddress } from './masking.ts';
import { webhookFrom, type Row } from './rows.ts';
import type { Needs, NewWebhook, Webhook } from './shapes.ts';
import { makeSecret } from './signing.ts';
import { takeBackNotices } from './switching.ts';
import { wake } from './waking.ts';

/** Every verb demands `api.manage`; those that name one throw `not_found`, and `more_than_own` for inboxes unseen. */
export interface Book {
  /** By description. */
  list(viewer: Viewer): Promise<Webhook[]>;
  get(viewer: Viewer, id: number): Promise<Webhook>;
  /** Hears of what happens from now on. The secret is shown once and never again. Throws `invalid` with fields. */
  create(viewer: Viewer, given: NewWebhook): Promise<{ webhook: Webhook; secret: string }>;
  /** What is not given stays as it was. Throws `invalid` with fields. */
  change(viewer: Viewer, id: number, change: Partial<NewWebhook>): Promise<Webhook>;
  /** With its log. */
  remove(viewer: Viewer, id: number): Promise<Webhook>;
  pause(viewer: Viewer, id: number): Promise<void>;
  /** Goes on where it stopped; with `skip` what waits is given up, and what happened meanwhile is left out. */
  resume(viewer: Viewer, id: number, skip: boolean): Promise<void>;
  /** The secret of before signs as well for so many hours, 0 to 168. Throws `invalid`. */
  roll(viewer: Viewer, id: number, hours: number): Promise<string>;
}

const MOST_HOURS = 168;
const FIELDS = `webhook.*,
  (select count(*) from webhook_delivery where webhook_id = webhook.id and status = 'waiting') as waiting,
  (select count(*) from webhook_delivery where webhook_id = webhook.id and status = 'failed') as failed`;

/** `changed` is told after anything that decides which events are asked for. */
export function createBook(needs: Needs, changed: () => void): Book {
  const { database } = needs;
  const changing = <T>(work: () => Promise<T>) => changingWith(needs, changed, work);
  return {
    async list(viewer) {
      demand(viewer, 'api.manage');
      const rows = await database.rows<Row>(`select ${FIELDS} from webhook order by description, id`);
      return rows.map((row) => webhookFrom(row, needs.secrets, needs.clock.now()));
    },
    get: (viewer, id) => one(needs, viewer, id),
    async create(viewer, given) {
      demand(viewer, 'api.manage');
      const webhook = await checked(needs, given);
      demandSight(viewer, webhook);
      return changing(() => create(needs, viewer, webhook));
    },
    async change(viewer, id, change) {
      const before = await one(needs, viewer, id);
      const next = await checked(needs, { ...before, ...change });
      demandSight(viewer, next);
      return changing(() => write(needs, viewer, id, next));
    },
    async remove(viewer, id) {
      const webhook = await one(needs, viewer, id);
      return changing(() => remove(needs, viewer, webhook));
    },
    async pause(viewer, id) {
      const webhook = await one(needs, viewer, id);
      if (webhook.state === 'active') await changing(() => pause(needs, viewer, webhook));
    },
    async resume(viewer, id, skip) {
      const webhook = await one(needs, viewer, id);
      if (webhook.state !== 'active') await changing(() => resume(needs, viewer, webhook, skip));
    },
    roll: (viewer, id, hours) => roll(needs, viewer, id, hours),
  };
}

async function changingWith<T>({ database }: Needs, changed: () => void, work: () => Promise<T>): Promise<T> {
  try {
    return await database.write(async () => {
      const done = await work();
      // Whatever happens next in the transaction is asked for already.
      changed();
      return done;
    });
  } finally {
    changed();
  }
}

async function remove(needs: Needs, viewer: Viewer, webhook: Webhook): Promise<Webhook> {
  await needs.database.run('delete from webhook where id = ?', [webhook.id]);
  await noted(needs, viewer, 'webhook.removed', webhook);
  return webhook;
}

async function pause(needs: Needs, viewer: Viewer, webhook: Webhook): Promise<void> {
  await needs.database.run(`update webhook set state = 'paused' where id = ?`, [webhook.id]);
  await noted(needs, viewer, 'webhook.paused', webhook);
}

async function one({ database, secrets, clock }: Needs, viewer: Viewer, id: number): Promise<Webhook> {
  demand(viewer, 'api.manage');
  const row = await database.row<Row>(`select ${FIELDS} from webhook where id = ?`, [id]);
  if (!row) throw notFound('webhook');
  const webhook = webhookFrom(row, secrets, clock.now());
  demandSight(viewer, webhook);
  return webhook;
}

async function create(needs: Needs, viewer: Viewer, given: NewWebhook) {
  const { database, secrets, events, clock } = needs;
  const all = await database.row<{ count: number }>('select count(*) as count from webhook');
  if (Number(all!.count) >= MOST_WEBHOOKS)
    throw conflict('webhooks_full', `There are ${MOST_WEBHOOKS} webhooks already. Remove one first.`, {
      most: MOST_WEBHOOKS,
    });
  const secret = makeSecret();
  const row = await database.row<{ id: number }>(
    `insert into webhook (description, address, types, inbox_ids, secret, cursor, created_at) values (?, ?, ?, ?, ?, ?, ?) returning id`,
    [...columnsOf(needs, given), secrets.seal(secret), await events.cursor(), clock.now().getTime()],
  );
  const webhook = await one(needs, viewer, row!.id);
  await noted(needs, viewer, 'webhook.created', webhook);
  return { webhook, secret };
}

async function write(needs: Needs, viewer: Viewer, id: number, next: NewWebhook): Promise<Webhook> {
  await needs.database.run('update webhook set description = ?, address = ?, types = ?, inbox_ids = ? where id = ?', [
    ...columnsOf(needs, next),
    id,
  ]);
  const webhook = await one(needs, viewer, id);
  await noted(needs, viewer, 'webhook.changed', webhook);
  return webhook;
}

function columnsOf({ secrets }: Needs, { description, address, types, inboxIds }: NewWebhook): unknown[] {
  return [description, secrets.seal(address), types && JSON.stringify(types), inboxIds && JSON.stringify(inboxIds)];
}

async function resume(needs: Needs, viewer: Viewer, webhook: Webhook, skip: boolean): Promise<void> {
  const { database, events, clock } = needs;
  const { id } = webhook;
  const now = clock.now();
  await database.run(`update webhook set state = 'active', reason = null, failing_since = null where id = ?`, [id]);
  if (skip) {
    const why = reason('webhook.skipped', 'It was left out when the webhook was switched on again.');
    await database.run('update webhook set cursor = ? where id = ?', [await events.cursor(), id]);
    await database.run(
      `update webhook_delivery set status = 'failed', reason = ?, ended_at = ? where webhook_id = ? and status = 'waiting'`,
      [JSON.stringify(why), now, id],
    );
  } else {
    await database.run(
      `update webhook_delivery set due_at = ?, attempts = 0, first_at = null where webhook_id = ? and status = 'waiting'`,
      [now, id],
    );
    await wake(needs, id);
    await addDeal(needs);
  }
  await takeBackNotices(needs, id, actorOf(viewer));
  await noted(needs, viewer, 'webhook.resumed', webhook, { skip });
}

async function roll(needs: Needs, viewer: Viewer, id: number, hours: number): Promise<string> {
  const { database, secrets, clock } = needs;
  const webhook = await one(needs, viewer, id);
  if (!Number.isInteger(hours) || hours < 0 || hours > MOST_HOURS) throw invalid({ hours: 'wrong.choice' });
  const secret = makeSecret();
  const until = hours > 0 ? new Date(clock.now().getTime() + hours * 3_600_000) : null;
  await database.write(async () => {
    await database.run(
      `update webhook set old_secret = ${until ? 'secret' : 'null'}, old_until = ?, secret = ? where id = ?`,
      [until, secrets.seal(secret), id],
    );
    await noted(needs, viewer, 'webhook.secret_rolled', webhook, { hours });
  });
  return secret;
}

async function noted(
  { accounts }: Needs,
  viewer: Viewer,
  action: string,
  { id, description, address }: Webhook,
  more: Record<string, unknown> = {},
): Promise<void> {
  await accounts.audit.write(viewer, action, `webhook:${id}`, {
    name: description,
    address: maskedAddress(address),
    ...more,
  });
}
