// A webhook of the company, at rest: its shop is invented, so what it was told and what it answered is made up as well.
import { eventPayload } from '../../api/api.ts';
import type { Desk } from '../../boot.ts';
import { publicId } from '../../kernel/ids.ts';
import type { Keep } from './company.ts';

const MINUTE = 60_000;
const TYPES = ['conversation.created', 'message.received', 'conversation.closed', 'ticket.changed'];
const REFUSED = { code: 'webhook.refused', text: 'The receiver answered 503.', params: { status: 503 } };

interface Told {
  type: string;
  minutesAgo: number;
  /** Answers in the order of the tries. */
  answers: number[];
}

const TOLD: Told[] = [
  { type: 'conversation.created', minutesAgo: 190, answers: [200] },
  { type: 'message.received', minutesAgo: 190, answers: [200] },
  { type: 'ticket.changed', minutesAgo: 150, answers: [503, 503, 200] },
  { type: 'conversation.closed', minutesAgo: 95, answers: [204] },
  { type: 'conversation.created', minutesAgo: 70, answers: [503, 503, 503, 503, 503, 503, 503, 503, 503, 503] },
  { type: 'message.received', minutesAgo: 40, answers: [200] },
];

/** Nobody elsewhere is told of what is invented: those that are real go on behind it. */
export async function showWebhook(desk: Desk, keep: Keep, now: Date): Promise<void> {
  const { database, secrets, events } = desk;
  const newest = await events.cursor();
  const id = await database.write(async () => {
    await database.run('update webhook set cursor = ?', [newest]);
    const row = await database.row<{ id: number }>(
      `insert into webhook (description, address, types, secret, state, cursor, created_at, delivered_at)
       values ('Lieferungen im Shop', ?, ?, ?, 'paused', ?, ?, ?) returning id`,
      [
        ...[secrets.seal('https://shop.radwerk.example/hubdesk?key=7f3a'), JSON.stringify(TYPES)],
        ...[secrets.seal(`whsec_${publicId()}`), newest, minutesBefore(now, 9000), minutesBefore(now, 40)],
      ],
    );
    return row!.id;
  });
  await keep.add('webhookIds', id);
  for (const told of TOLD) {
    const body = await wordsOf(desk, told.type);
    await database.write(() => tell(desk, id, { ...told, body }, now));
  }
}

/** As it would have been told of the last thing of the kind. */
async function wordsOf(desk: Desk, type: string): Promise<string> {
  const last = await desk.database.row<{ id: number | null }>('select max(id) as id from event where type = ?', [type]);
  const [event] = await desk.events.since((last?.id ?? 1) - 1, 1);
  return JSON.stringify(event ? await eventPayload(desk)(event) : {});
}

const minutesBefore = (now: Date, minutes: number) => new Date(now.getTime() - minutes * MINUTE);

async function tell(
  { database }: Pick<Desk, 'database'>,
  webhookId: number,
  { type, minutesAgo, answers, body }: Told & { body: string },
  now: Date,
): Promise<void> {
  const at = minutesBefore(now, minutesAgo);
  const last = answers.at(-1)!;
  const taken = last < 300;
  const row = await database.row<{ id: number }>(
    `insert into webhook_delivery (webhook_id, key, type, status, attempts, due_at, created_at, first_at, ended_at, answer, reason, body)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    [
      ...[webhookId, `msg_${publicId()}`, type, taken ? 'delivered' : 'failed', answers.length, at, at, at, at, last],
      ...[taken ? null : JSON.stringify(REFUSED), body],
    ],
  );
  for (const [index, answer] of answers.entries())
    await database.run(
      `insert into webhook_attempt (delivery_id, at, milliseconds, answer, reason, request, response) values (?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[row!.id, new Date(at.getTime() + index * 2 * MINUTE), 84 + index * 7, answer],
        ...[answer < 300 ? null : JSON.stringify(REFUSED), JSON.stringify({ 'webhook-signature': '********' })],
        JSON.stringify({ headers: { server: 'nginx' }, body: answer < 300 ? 'ok' : 'Service Unavailable', cut: false }),
      ],
    );
}
