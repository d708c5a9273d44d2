// What WhatsApp says about a person by itself: another number, another id, another phone.
import type { Person } from '../../../../core/contract/address.ts';
import type { ContactEvent } from '../../../../core/contract/inbound.ts';
import { fields, firstText, moment, objects, text, type Fields } from '../../graph/json.ts';
import type { Reading } from '../../graph/reading.ts';
import { personOf, userAddress } from './people.ts';

/** A message of the type `system`; it comes without `contacts`. What it is about beyond a new identity stays a line in the thread. */
export function systemReading(message: Fields, { id, at, sender }: { id: string; at: Date; sender: Person }): Reading {
  const system = fields(message.system);
  const kind = firstText(system.type, 'system');
  const number = firstText(system.wa_id, system.new_wa_id);
  const userId = firstText(system.user_id, system.new_user_id);
  if (kind === 'customer_identity_changed' || fields(message.identity).hash !== undefined)
    return { event: { type: 'contact', person: sender }, what: kind, id, at };
  if (number !== '' || userId !== '') {
    const person = personOf(number, [userId, system.parent_user_id]);
    return { event: contactEvent(person, sender), what: kind, id, at };
  }
  const words = text(system.body);
  const event = {
    type: 'message' as const,
    id,
    at,
    sender,
    parts: [{ type: 'text' as const, text: words || kind }],
    thread: { joinOpen: true },
    automatic: 'generated' as const,
  };
  return { event, what: kind, id };
}

/** An address that stayed the same did not change. */
function contactEvent(person: Person, before: Person): ContactEvent {
  const was = [before.address, ...(before.also ?? [])].find(
    (one) => one.value !== '' && one.kind === person.address.kind && one.value !== person.address.value,
  );
  return { type: 'contact', person: { ...person, ...(before.name && { name: before.name }) }, ...(was && { was }) };
}

/** `user_id_update`: the id of a user within the business is another one. */
export function userIdReadings(value: Fields): Reading[] {
  return objects(value.user_id_update).map((one) => {
    const { previous, current } = fields(one.user_id);
    const parent = fields(one.parent_user_id);
    // The number stays; it is what the old and the new id have in common.
    const person = personOf('', [current, parent.current], { wa_id: one.wa_id });
    const handle = userAddress(current);
    const also = [person.address, ...(person.also ?? [])].filter(({ value: id }) => id !== handle?.value);
    const was = userAddress(previous);
    const event: ContactEvent = {
      type: 'contact',
      person: handle ? { address: handle, ...(also.length > 0 && { also }) } : person,
      ...(was && { was }),
    };
    return {
      event,
      what: 'user_id_update',
      at: moment(one.timestamp) ?? undefined,
      more: text(one.detail) ? { detail: text(one.detail) } : undefined,
    };
  });
}

/** `smb_app_state_sync`: the address book of the business's phone. What is removed there stays a contact here. */
export function addressBookReadings(value: Fields): Reading[] {
  return objects(value.state_sync).map((one) => {
    const { full_name: whole, first_name: first, phone_number: number } = fields(one.contact);
    const { address, also } = personOf(number, []);
    const name = firstText(whole, first);
    const action = firstText(one.action, 'add');
    const person = { address, also, ...(name !== '' && action !== 'remove' && { name }) };
    const at = moment(fields(one.metadata).timestamp) ?? undefined;
    return { event: { type: 'contact', person }, what: 'smb_app_state_sync', at, more: { action } };
  });
}
