// What came from people who have not agreed to it being read yet (PR-1): kept sealed until they do; they are asked, not shown.
import type { ConsentNeed } from '../contract/consent.ts';
import type { InboundEvent, StoredArrival } from '../contract/inbound.ts';
import { reason } from '../contract/reason.ts';
import { toJson } from '../database/rows.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import { forgetSealed, type ForgottenRequests } from './emptying.ts';
import type { Journal } from './journal.ts';
import { ConsentRequests } from './requests.ts';
import type { InboundRooms } from './rooms.ts';

/** Who writes again so long after they were asked, without having agreed, is asked again. */
const AGAIN = 24 * 60 * 60_000;
/** Seconds until it is tried again through a channel that is not running. */
const PLUGIN_PAUSE = 60;
const NOT_RUNNING = {
  wait: reason('inbound.no_plugin', 'The channel of this account is not running.'),
  after: PLUGIN_PAUSE,
};
/** So many are looked at again in one transaction, so that nobody waits for the writer. */
const AT_ONCE = 200;

interface Asked {
  request_id: number;
  purpose: string;
  arrival_id: number | null;
}

/** By request, then by arrival. */
type Place = [requestId: number, arrivalId: number];

export class Sealing {
  readonly #rooms: InboundRooms;
  readonly #journal: Journal;
  readonly #requests: ConsentRequests;
  readonly #attempts: number;

  constructor(rooms: InboundRooms, journal: Journal, attempts: number) {
    this.#rooms = rooms;
    this.#journal = journal;
    this.#requests = new ConsentRequests(rooms);
    this.#attempts = attempts;
  }

  /** Whether what they sent must stay unread for now. */
  async isSealed(accountId: number, need: ConsentNeed | undefined): Promise<boolean> {
    return need?.kind === 'explicit' && (await this.#consentOf(accountId, need))?.given !== true;
  }

  async #contactOf(accountId: number, { by }: ConsentNeed): Promise<number | null> {
    for (const address of [by.address, ...(by.also ?? [])]) {
      const id = await this.#rooms.contacts.find(address, accountId);
      if (id !== null) return id;
    }
    return null;
  }

  async #consentOf(accountId: number, need: ConsentNeed) {
    const id = await this.#contactOf(accountId, need);
    const contact = id === null ? null : await this.#rooms.contacts.get(id);
    return contact?.consents[need.purpose];
  }

  /** Inside `write`. Asked again are those who write again, not those whose arrivals are only looked at again. */
  async seal(accountId: number, arrival: Pick<StoredArrival, 'id' | 'receivedAt'>, need: ConsentNeed): Promise<void> {
    const { database } = this.#rooms;
    const known = await this.#requests.of(accountId, need.by, need.purpose);
    const id = known?.id ?? (await this.#requests.begin(accountId, need));
    if (known) await this.#requests.know(id, accountId, need.by);
    if (known && arrival.receivedAt.getTime() >= known.askedAt + AGAIN) await this.#requests.again(id, accountId, need);
    const sql = 'insert into sealed_arrival (arrival_id, request_id) values (?, ?) on conflict do nothing';
    await database.run(sql, [arrival.id, id]);
  }

  /**
   * From now on consent opens what waits for it, wherever it was told: by them, at the desk, or by becoming one with who
   * agreed. Whoever is forgotten can no longer agree.
   */
  follow(): void {
    this.#rooms.events.follow(async ({ type, contactId, actor, data }) => {
      if (type === 'contact.changed' && data.anonymised) {
        await forgetSealed(this.#rooms, data as unknown as ForgottenRequests, actor);
        return;
      }
      if (contactId !== null && (type === 'contact.changed' || type === 'contact.merged'))
        await this.#release(contactId);
    });
  }

  /** Everything of theirs that they have agreed to is read, in order. */
  async #release(contactId: number): Promise<void> {
    const asked = await this.#rooms.database.rows<Asked>(
      `select request.id as request_id, request.purpose, sealed_arrival.arrival_id from contact_identity identity
       join consent_address asked on asked.kind = identity.kind and asked.value = identity.value and asked.scope = identity.scope
       join consent_request request on request.id = asked.request_id
       left join sealed_arrival on sealed_arrival.request_id = request.id
       where identity.contact_id = ?`,
      [contactId],
    );
    if (asked.length === 0) return;
    const contact = await this.#rooms.contacts.get(contactId);
    const agreed = asked.filter(({ purpose }) => contact?.consents[purpose]?.given);
    // Several of their addresses lead to the same.
    const waiting = new Set(agreed.flatMap(({ arrival_id: id }) => id ?? []));
    await this.#open([...waiting].toSorted((one, other) => one - other));
    for (const id of new Set(agreed.map((one) => one.request_id)))
      await this.#rooms.database.run('delete from consent_request where id = ?', [id]);
  }

  /** The job: the account asks for something else now, so what it sealed is looked at again, of each person in order. */
  async reconsider(accountId: number): Promise<JobResult> {
    const { database, ports } = this.#rooms;
    const sql = 'select 1 as here from channel_account where id = ? and deleted_at is null';
    if (!(await database.row(sql, [accountId]))) return undefined;
    // Nothing would be read, but no longer be sealed.
    if (!ports.account(accountId)) return NOT_RUNNING;
    // What is sealed anew meanwhile keeps its place before `last`, so this ends.
    for (let last: Place | undefined = [0, 0]; last;) {
      const after: Place = last;
      last = await database.write(() => this.#reopen(accountId, after));
    }
    return undefined;
  }

  /** Some of it; gives where to go on. */
  async #reopen(accountId: number, after: Place): Promise<Place | undefined> {
    const found = await this.#rooms.database.rows<{ request_id: number; arrival_id: number }>(
      `select request_id, arrival_id from sealed_arrival
       where (request_id, arrival_id) > (?, ?) and (select account_id from consent_request where id = request_id) = ?
       order by request_id, arrival_id limit ?`,
      [...after, accountId, AT_ONCE],
    );
    await this.#open(found.map((one) => one.arrival_id));
    const last = found.at(-1);
    return last && found.length === AT_ONCE ? [last.request_id, last.arrival_id] : undefined;
  }

  async #open(arrivalIds: number[]): Promise<void> {
    for (const id of arrivalIds) await this.#journal.replay(id, 'desk');
  }

  /** Inside `write`, after what they sent was recorded: tells who was not told yet; who writes after that agrees. */
  async notice(accountId: number, need: ConsentNeed | undefined, found: InboundEvent[]): Promise<void> {
    if (need?.kind !== 'implicit') return;
    const contactId = await this.#contactOf(accountId, need);
    if (contactId === null || (await this.#consentOf(accountId, need))) return;
    const request = await this.#requests.of(accountId, need.by, need.purpose);
    if (!request) return void (await this.#requests.begin(accountId, need));
    const written = found.find((event) => event.type === 'message');
    if (!written || request.sentAt === null || written.at.getTime() <= request.sentAt) return;
    // What they were told, whatever the account says by now.
    const { purpose, wording } = request.need;
    await this.#rooms.contacts.consent(contactId, purpose, true, written.at, wording, `contact:${contactId}`);
  }

  /** The job: shows them the wording through their channel. */
  async ask(requestId: number, job: RunningJob): Promise<JobResult> {
    const row = await this.#rooms.database.row<{ account_id: number; need: unknown }>(
      'select account_id, need from consent_request where id = ?',
      [requestId],
    );
    if (!row) return undefined;
    const live = this.#rooms.ports.account(row.account_id);
    if (!live) return NOT_RUNNING;
    if (!live.connection.askConsent) return undefined;
    const asked = await this.#requests.show(row.account_id, toJson<ConsentNeed>(row.need));
    const result = await live.connection.askConsent(asked, { number: job.attempt, signal: job.signal });
    if (result.outcome === 'retry' && job.attempt < this.#attempts) return { retry: result.why, after: result.after };
    const isLost = result.outcome === 'rejected' || result.outcome === 'retry';
    await this.#told(requestId, row.account_id, isLost ? result.why : null);
    return undefined;
  }

  /** It arrived, or why not: then people are told, since nobody will read what is sealed. */
  async #told(requestId: number, accountId: number, why: { text: string } | null): Promise<void> {
    const { database, clock } = this.#rooms;
    const now = clock.now().getTime();
    await database.write(async () => {
      if (!why)
        return database.run('update consent_request set sent_at = ?, reason = null where id = ?', [now, requestId]);
      await database.run('update consent_request set reason = ? where id = ?', [JSON.stringify(why), requestId]);
      const detail = why.text;
      const note = reason('inbound.consent_not_asked', `Somebody could not be asked for their consent: ${detail}`, {
        detail,
      });
      const sql = 'insert into account_note (account_id, at, reason) values (?, ?, ?)';
      await database.run(sql, [accountId, now, JSON.stringify(note)]);
    });
  }
}
