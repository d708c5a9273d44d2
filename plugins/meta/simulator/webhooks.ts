// What the simulated side brings to the desk: signed, in whatever company and order it is told to.
import { signatureOf, SIGNATURE } from '../graph/signature.ts';
import type { Fields } from '../graph/json.ts';
import { SIMULATED, type Channel, type Person, type World } from './world.ts';

/** Values of changes on WhatsApp, events on Messenger. */
export function bodyOf(channel: Channel, contents: Fields[], now: number): object {
  const { businessAccountId: id, pageId, displayNumber, phoneNumberId } = SIMULATED;
  if (channel === 'messenger')
    return { object: 'page', entry: contents.map((one) => ({ id: pageId, time: now, messaging: [one] })) };
  const metadata = { display_phone_number: displayNumber, phone_number_id: phoneNumberId };
  const changes = contents.map((value) => ({
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata, ...value },
  }));
  return { object: 'whatsapp_business_account', entry: [{ id, changes }] };
}

/** As Meta writes it: everything beyond ASCII escaped. */
export function written(body: object): Buffer {
  const json = JSON.stringify(body);
  return Buffer.from(json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

export function signed(world: World, body: Uint8Array): { headers: Record<string, string>; body: Uint8Array } {
  return { headers: { 'content-type': 'application/json', [SIGNATURE]: signatureOf(world.appSecret, body) }, body };
}

/** Gives the status of every call; none where nobody listens. */
export async function bring(world: World, channel: Channel, contents: Fields[]): Promise<number[]> {
  const { times, together, reversed } = world.manner;
  const ordered = reversed ? contents.toReversed() : contents;
  const groups = Array.from({ length: Math.ceil(ordered.length / together) }, (_, at) =>
    ordered.slice(at * together, (at + 1) * together),
  );
  const statuses: number[] = [];
  for (const group of groups)
    for (let time = 0; time < times; time += 1) {
      const body = written(bodyOf(channel, group, world.now()));
      statuses.push(await call(world, channel, body));
    }
  return statuses;
}

/** 0 when nobody answers. */
async function call(world: World, channel: Channel, body: Buffer): Promise<number> {
  if (world.desk === '') return 0;
  const init = signed(world, body);
  try {
    const response = await fetch(`${world.desk}/channels/${channel}/webhook`, {
      method: 'POST',
      ...init,
      body: new Uint8Array(init.body),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

/** What stands beside a message of theirs. */
export function contactsOf({ id, userId, name }: Person): Fields[] {
  return [{ profile: { name }, wa_id: id, ...(userId && { user_id: userId }) }];
}
