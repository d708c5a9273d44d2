// Forgetting a person: names and addresses go wherever they stand, on request their words too (PR-2).
import { EMPTIED } from '../database/entities/flow.ts';
import type { AddressedPerson } from '../database/entities/message.ts';
import { toJson } from '../database/rows.ts';
import { jsonAt } from '../database/words.ts';
import { notesKey } from '../kernel/ids.ts';
import { identitiesOf, mustExist, patchContact, tell, type Row } from './rows.ts';
import type { Contacts, Identity, Needs } from './shapes.ts';

/** Told to whoever keeps something of contacts outside the desk's own tables; the payload is a `ForgottenPerson`. */
const FORGOTTEN = 'contacts.forgotten';

export function createAnonymising(needs: Needs): Pick<Contacts, 'anonymise'> {
  const { database } = needs;
  return {
    anonymise: (id, actor, { messages = 'keep' } = {}) =>
      database.write(async () => {
        const contact = await mustExist(database, id);
        const identities = await identitiesOf(database, id);
        await forgetOnMessages(needs, id, identities);
        await forgetOnDeliveries(needs, identities);
        if (messages === 'erase') await eraseWords(needs, id);
        const requestIds = await askedOf(needs, id);
        await forgetPlaces(needs, id, identities);
        await forgetSteps(needs, id);
        await forgetAnswers(needs, id);
        const { name } = contact;
        const person = { addresses: identities.map(({ address }) => address), name, words: messages === 'erase' };
        await needs.jobs.add({ kind: FORGOTTEN, payload: { ...person } });
        await patchContact(needs, id, {
          name: '',
          note: '',
          language: null,
          company_id: null,
          consents: '{}',
          properties: JSON.stringify({ anonymised: true }),
        });
        await database.run(
          `update contact set name = '', note = '', properties = '{}', consents = '{}' where merged_into_id = ?`,
          [id],
        );
        await tell(needs, 'contact.changed', id, actor, { anonymised: true, requestIds });
      }),
  };
}

/** In every conversation the person takes part in, also on what others wrote to them. */
async function forgetOnMessages(needs: Needs, id: number, identities: Identity[]): Promise<void> {
  const { database } = needs;
  const known = new Set(identities.map((one) => one.address.value));
  const places = await database.rows<{ id: number }>(
    `select id from conversation where contact_id = ? union select conversation_id from participant where contact_id = ? union
     select conversation_id from participant where kind in ('email', 'phone', 'handle') and value in (?)`,
    [id, id, [...known]],
  );
  for (const place of places) {
    const rows = await database.rows<Row>(
      `select id, addresses from message where conversation_id = ? and kind = 'message'`,
      [place.id],
    );
    for (const row of rows) {
      const people = toJson<AddressedPerson[]>(row.addresses);
      const others = people.filter(
        (one) => !known.has(one.address.value) && !known.has(one.address.value.toLowerCase()),
      );
      if (others.length === people.length) continue;
      await database.run('update message set addresses = ?, people = ? where id = ?', [
        JSON.stringify(others),
        others.map((one) => `${one.name} ${one.address.value}`.trim()).join('\n'),
        row.id,
      ]);
    }
  }
}

async function forgetOnDeliveries(needs: Needs, identities: Identity[]): Promise<void> {
  for (const { address } of identities) {
    await needs.database.run(
      `update delivery_recipient set value = '', name = '' where kind = ? and value = ? and delivery_id in
        (select delivery.id from delivery join participant on participant.conversation_id = delivery.conversation_id
         where participant.kind = ? and participant.value = ?)`,
      [address.kind, address.value, address.kind, address.value],
    );
  }
}

/** What channels asked them: with it goes, in the room of the way in, what they sent and nobody has read. */
async function askedOf({ database }: Needs, id: number): Promise<number[]> {
  const rows = await database.rows<{ id: number }>(
    `select distinct request_id as id from contact_identity identity join consent_address asked
       on asked.kind = identity.kind and asked.value = identity.value and asked.scope = identity.scope
     where identity.contact_id = ?`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** Where they stand besides: addresses, links, history, and what was noted when they called. */
async function forgetPlaces(needs: Needs, id: number, identities: Identity[]): Promise<void> {
  const { database } = needs;
  await database.run('delete from participant where contact_id = ?', [id]);
  for (const { address } of identities) {
    await database.run('delete from participant where kind = ? and value = ?', [address.kind, address.value]);
  }
  await database.run('delete from contact_identity where contact_id = ?', [id]);
  await database.run(`delete from record_link where kind = 'contact' and other_id = ?`, [id]);
  await database.run('delete from contact_change where contact_id = ?', [id]);
  await forgetCallNotes(needs, id);
}

/** Also where they were said, for whoever read it next: wherever that comment is now, and whatever the notes are. */
async function forgetCallNotes({ database, clock }: Needs, id: number): Promise<void> {
  const calls = await database.rows<{ id: number; public_id: string }>(
    `select id, public_id from call
     where conversation_id in (select id from conversation where contact_id = ?)`,
    [id],
  );
  for (const call of calls) {
    await database.run(
      `update message set text = '', parts = '[]', details = '{}', deleted_at = ?, changed_at = ?
       where kind = 'comment' and (public_id = ? or id in (select message_id from call_comment where call_id = ?))`,
      [clock.now(), clock.now(), notesKey(call.public_id), call.id],
    );
    await database.run(`update call set notes = '' where id = ?`, [call.id]);
  }
}

/** Also out of the journal: the raw arrivals of these messages keep their place but not their content. */
async function eraseWords(needs: Needs, id: number): Promise<void> {
  const { database, clock } = needs;
  const theirs = `select id from message where author_contact_id = ?`;
  await database.run(`delete from attachment where message_id in (${theirs})`, [id]);
  await database.run(
    `update arrival set ${EMPTIED} where status <> 'accepted' and id in
      (select arrival_id from message where author_contact_id = ? and arrival_id is not null union
       select message_arrival.arrival_id from message join message_arrival on message_id = message.id where author_contact_id = ?)`,
    [id, id],
  );
  await database.run(
    `update conversation set snippet = '', subject = '' where id in (select conversation_id from message where author_contact_id = ?)`,
    [id],
  );
  await database.run(
    `update rating set comment = '' where conversation_id in (select id from conversation where contact_id = ?)`,
    [id],
  );
  await database.run(`update ticket set name = '', description = '' where contact_id = ?`, [id]);
  await database.run(
    `delete from ticket_change where kind = 'name' and ticket_id in (select id from ticket where contact_id = ?)`,
    [id],
  );
  await database.run(
    `update event set data = '{"released":true}' where type = 'message.changed' and ${jsonAt('data', 'called')} is not null
     and conversation_id in (select conversation_id from message where author_contact_id = ?)`,
    [id],
  );
  await database.run(
    'delete from held_message where message_id in (select id from message where author_contact_id = ?)',
    [id],
  );
  await database.run(
    `update message set text = '', subject = '', files = '', people = '', parts = '[]', details = '{}', deleted_at = ?, changed_at = ?
     where author_contact_id = ?`,
    [clock.now(), clock.now(), id],
  );
}

/** What a chatflow asked them, and what it set for a ticket. Who is still asked is asked on. */
async function forgetAnswers({ database }: Needs, id: number): Promise<void> {
  const rows = await database.rows<Row>(
    'select id, state from chatflow_run where conversation_id in (select id from conversation where contact_id = ?)',
    [id],
  );
  for (const row of rows) {
    const state = { ...toJson<object>(row.state), answers: {} };
    await database.run(`update chatflow_run set state = ?, ticket = '{}' where id = ?`, [
      JSON.stringify(state),
      row.id,
    ]);
  }
}

/** Steps of merging remember names; without them the merge cannot be undone any more. */
async function forgetSteps(needs: Needs, id: number): Promise<void> {
  const rows = await needs.database.rows<Row>(`select id, data from undo_step where kind = 'merge contacts'`, []);
  for (const row of rows) {
    const { keepId, otherId } = toJson<{ keepId: number; otherId: number }>(row.data);
    if (keepId === id || otherId === id) await needs.database.run('delete from undo_step where id = ?', [row.id]);
  }
}
