// Checks of what comes back: receipts in any order, webhooks that are believed only with their signature.
import { stored, type Bench } from './bench.ts';
import type { Findings, WebhookRequest } from './channel.ts';
import { context, type OpenDesk } from './open-desk.ts';

export async function receipts(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { far, connection } = desk;
  const { receipts: promised = [] } = connection.capabilities(context({ recipient: far.customer.address }));
  if (promised.length === 0) return { skipped: 'its capabilities promise no receipts' };
  if (!far.receipt) return ['capabilities promise receipts, but the far side of the kit has no receipt()'];
  const sent = await delivered(desk);
  if (typeof sent === 'string') return [sent];
  const findings: string[] = [];
  const last: 'delivered' | 'read' = promised.includes('read') ? 'read' : 'delivered';
  for (const status of [...promised, last, ...promised, ...promised.toReversed()]) {
    const raw = far.receipt(sent, status);
    const parsed = await connection.parse(stored(raw));
    const told =
      'events' in parsed && parsed.events.some((event) => event.type === 'receipt' && event.status === status);
    if (!told) findings.push(`an arrival that says ${status} gives no receipt of that status`);
  }
  await desk.bring({ ...far.receipt(sent, last), key: 'receipt-last' });
  await desk.bring({ ...far.receipt(sent, promised.includes('delivered') ? 'delivered' : last), key: 'receipt-late' });
  await desk.bring({ ...far.receipt(sent, last), key: 'receipt-again' });
  const row = await desk.desk.database.row<{ status: string }>('select status from delivery where key = ?', [sent.key]);
  if (row?.status !== last) findings.push(`after a late receipt the message is ${row?.status}, not ${last}`);
  return [...new Set(findings)];
}

async function delivered(desk: OpenDesk): Promise<{ id: string; key: string } | string> {
  const conversationId = await desk.writes('Tell me when you have read this');
  const { id: userId } = await desk.person();
  const sent = await desk.desk.outbound.send({ conversationId, userId, text: 'It is read' });
  if (!sent.ok) return `an answer is refused: ${JSON.stringify(sent)}`;
  const of = () =>
    desk.desk.database.row<{ external_id: string | null; key: string }>(
      'select external_id, key from delivery where message_id = ?',
      [sent.messageId],
    );
  await desk.until('the answer has left', async () => {
    await desk.desk.jobs.idle();
    return Boolean((await of())?.external_id);
  });
  const row = (await of())!;
  return { id: row.external_id!, key: row.key };
}

export async function webhook(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  if (!desk.plugin.manifest.arrives.includes('webhook')) return { skipped: 'its messages do not arrive by webhook' };
  const { webhook: hook } = desk.far;
  if (!hook) return ['messages arrive by webhook, but the far side of the kit has no webhook'];
  const [sample] = await bench.samples();
  const body = Buffer.from(sample!.body);
  const right = hook.request(body, desk.account);
  const signature = right.headers[hook.signature];
  if (!signature) return [`the far side’s request has no header "${hook.signature}"`];
  const signed = (value: string): WebhookRequest => ({
    ...right,
    headers: { ...right.headers, [hook.signature]: value },
  });
  const forged: Record<string, WebhookRequest> = {
    'without a signature': { ...right, headers: without(right.headers, hook.signature) },
    'with an empty signature': signed(''),
    'with a signature one sign off': signed(turned(signature)),
    'with a longer signature': signed(`${signature}00`),
    'with a signature of other letters': signed('Ж'.repeat(8)),
    'with another body': { ...right, body: Buffer.concat([body, Buffer.from(' ')]) },
    'with no body': { ...right, body: Buffer.alloc(0) },
  };
  const findings: string[] = [];
  for (const [what, request] of Object.entries(forged)) findings.push(...(await refused(desk, what, request)));
  // Before it is taken once: what came already would not be written down anew, and what it led to is.
  return [...findings, ...(await nobodys(desk, right)), ...(await believed(desk, right))];
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

const turned = (text: string) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

async function refused(desk: OpenDesk, what: string, request: WebhookRequest): Promise<string[]> {
  const before = await desk.count('arrival');
  const status = await desk.call(request).catch(() => 0);
  const findings: string[] = [];
  if (status !== 401 && status !== 403) findings.push(`a call ${what} is answered ${status}, not 401`);
  if ((await desk.count('arrival')) !== before) findings.push(`a call ${what} is stored`);
  return findings;
}

/** Signed, it is thanked for and written down; the same once more changes nothing and is thanked for as well. */
async function believed(desk: OpenDesk, right: WebhookRequest): Promise<string[]> {
  const findings: string[] = [];
  const before = await desk.count('arrival');
  const first = await desk.call(right);
  if (first < 200 || first > 299) findings.push(`a signed call is answered ${first}`);
  // A call that holds several things may be written down as several.
  if ((await desk.count('arrival')) <= before) findings.push('a signed call is thanked for, but not written down');
  await desk.desk.jobs.idle();
  const messages = await desk.count('message');
  const again = await desk.call(right);
  if (again < 200 || again > 299) findings.push(`the same call once more is answered ${again}`);
  await desk.desk.jobs.idle();
  if ((await desk.count('message')) !== messages) findings.push('the same call once more makes another message');
  return findings;
}

/** To an account that is not there, or is switched off. */
async function nobodys(desk: OpenDesk, right: WebhookRequest): Promise<string[]> {
  const before = await desk.count('arrival');
  const { publicId, uniqueId } = desk.account;
  const elsewhere = right.url.replace(publicId, 'nobody').replace(encodeURIComponent(uniqueId), 'nobody');
  const status = elsewhere === right.url ? 404 : await desk.call({ ...right, url: elsewhere });
  await desk.desk.channels.setActive(desk.accountId, false, 'desk');
  const asleep = await desk.call(right);
  await desk.desk.channels.setActive(desk.accountId, true, 'desk');
  const findings: string[] = [];
  if (status < 400 || status > 499) findings.push(`a call to no account is answered ${status}, not 404`);
  if (asleep < 400) findings.push(`a call to an account that is switched off is thanked for (${asleep})`);
  if ((await desk.count('arrival')) !== before) findings.push('a call to no account is stored');
  return findings;
}

/** What could not be written down is not thanked for: the far side then brings it again. */
export async function fullDisk(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const hook = desk.far.webhook;
  if (!desk.plugin.manifest.arrives.includes('webhook') || !hook)
    return { skipped: 'its messages do not arrive by webhook' };
  const [sample] = await bench.samples();
  const request = hook.request(Buffer.concat([Buffer.from(sample!.body), Buffer.from('\n')]), desk.account);
  const { database } = desk.desk;
  await database.run(
    `create trigger conformance_full before insert on arrival begin select raise(abort, 'the disk is full'); end`,
  );
  const status = await desk.call(request).catch(() => 0);
  await database.run('drop trigger conformance_full');
  return status >= 500 ? [] : [`a call that cannot be written down is answered ${status}, not 5xx`];
}
