// What the simulated side brings to the desk: signed, in whatever company and order it is told to.
import { signatureOf, SIGNATURE } from '../graph/signature.ts';
import type { Fields } from '../graph/json.ts';
import { numberIn } from './portfolio.ts';
import { SIMULATED, type Channel, type Person, type World } from './world.ts';

/** Where something happens: the ids of a number and its account, and of a page. */
export type Place = Record<'businessAccountId' | 'phoneNumberId' | 'displayNumber' | 'pageId', string>;

/** Values of changes on WhatsApp, events on Messenger. */
export function bodyOf(channel: Channel, contents: Fields[], now: number, place: Place = SIMULATED): object {
  const { businessAccountId: id, pageId, displayNumber, phoneNumberId } = place;
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
export async function bring(world: World, channel: Channel, contents: Fields[], at?: string): Promise<number[]> {
  const { times, together, reversed } = world.manner;
  const ordered = reversed ? contents.toReversed() : contents;
  const groups = Array.from({ length: Math.ceil(ordered.length / together) }, (_, at) =>
    ordered.slice(at * together, (at + 1) * together),
  );
  const statuses: number[] = [];
  for (const group of groups)
    for (let time = 0; time < times; time += 1) {
      const body = written(bodyOf(channel, group, world.now(), placeOf(world, at)));
      statuses.push(await call(world, channel, body));
    }
  return statuses;
}

/** The number or page of this id; the first ones where there is none. */
export function placeOf(world: World, at: string | undefined): Place {
  if (at === undefined) return SIMULATED;
  const found = numberIn(world.businesses, at);
  if (!found) return { ...SIMULATED, pageId: at };
  const { account, number } = found;
  const { id: phoneNumberId, displayNumber } = number;
  return { ...SIMULATED, businessAccountId: account.id, phoneNumberId, displayNumber };
}

/** What happens to an account or number as a whole: no message, but a report of its own field. Gives the status of the call. */
export function report(world: World, at: string | undefined, field: string, value: Fields): Promise<number> {
  return call(world, 'whatsapp', reportBody(world, at, field, value));
}

/** An id marked with `#` goes as the number it is, also where it is larger than what a number keeps exactly. */
export function reportBody(world: World, at: string | undefined, field: string, value: Fields): Buffer {
  const { businessAccountId: id } = placeOf(world, at);
  const entry = [{ id, time: Math.floor(world.now() / 1000), changes: [{ field, value }] }];
  const body = written({ object: 'whatsapp_business_account', entry });
  return Buffer.from(body.toString().replace(/"#(\d+)"/g, '$1'));
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
