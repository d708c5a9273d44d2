// Cuts a webhook of WhatsApp into what it says: one message, one status, one report each.
import type { AccountContext } from '../../../../core/contract/context.ts';
import { firstText, objects, text, type Fields } from '../../graph/json.ts';
import { contentId } from '../../graph/reading.ts';
import type { Piece } from '../../graph/webhook.ts';
import { profileOf } from './people.ts';
import { changesOf, concerns, type Change } from './webhook.ts';

/** The number an account stands for, and the business account it belongs to. */
export interface AccountSettings {
  businessAccountId: string;
  displayNumber: string;
}

/** What a value lists, each of it on its own. */
const LISTS = ['messages', 'statuses', 'message_echoes', 'state_sync', 'user_preferences', 'user_id_update', 'calls'];

export function piecesOf(body: unknown): Piece[] {
  return changesOf(body).flatMap((change) => valuesOf(change.value).map((value) => pieceOf({ ...change, value })));
}

/** The value once for everything it lists; as it is where it lists nothing. */
function valuesOf(value: Fields): Fields[] {
  const { history, contacts, ...rest } = value;
  const frame = Object.fromEntries(Object.entries(rest).filter(([name]) => !LISTS.includes(name)));
  const listed = LISTS.flatMap((list) =>
    objects(value[list]).map((one) => ({ ...frame, ...contactsFor(one, contacts), [list]: [one] })),
  );
  const past = objects(history).flatMap((chunk) =>
    objects(chunk.threads).flatMap((thread) =>
      objects(thread.messages).map((one) => ({
        ...frame,
        ...contactsFor({ from: thread.id }, contacts),
        history: [{ ...chunk, threads: [{ ...thread, messages: [one] }] }],
      })),
    ),
  );
  const all = [...listed, ...past];
  return all.length > 0 ? all : [value];
}

/** Only who is meant: with a thousand messages come a thousand contacts. */
function contactsFor(one: Fields, contacts: unknown): Fields {
  const number = firstText(one.recipient_id, one.to, one.wa_id, one.from);
  const profile = profileOf(
    contacts,
    number,
    firstText(one.from_user_id, one.recipient_user_id, one.to_user_id, one.user_id),
  );
  return Object.keys(profile).length > 0 ? { contacts: [profile] } : {};
}

function pieceOf(change: Change): Piece {
  const { field, value, businessId, at } = change;
  const { key, who, what } = nameOf(change);
  const time = at && Math.floor(at.getTime() / 1000);
  return {
    key,
    body: {
      object: 'whatsapp_business_account',
      entry: [{ id: businessId, ...(time !== null && { time }), changes: [{ field, value }] }],
    },
    orderKey: who,
    from: who,
    summary: what,
    concerns: (account) => concernsAccount(change, account),
  };
}

/** By its own id where it has one, so that it is known again in whatever company it comes. */
function nameOf({ field, value, businessId, at }: Change): { key: string; who: string; what: string } {
  const [past] = objects(objects(objects(value.history)[0]?.threads)[0]?.messages);
  const said = objects(value.messages)[0] ?? objects(value.message_echoes)[0] ?? past;
  const status = objects(value.statuses)[0];
  if (said && text(said.id) !== '') {
    const isOwn = objects(value.message_echoes).length > 0;
    const who = isOwn ? firstText(said.to_user_id, said.to) : firstText(said.from_user_id, said.from);
    return { key: `message:${text(said.id)}:${text(said.type)}`, who, what: text(said.type) };
  }
  if (status && text(status.id) !== '') {
    const { id, recipient_participant_id: participant } = status;
    const state = text(status.status);
    const who = firstText(status.recipient_user_id, status.recipient_id);
    return { key: `status:${text(id)}:${state}:${text(participant)}`, who, what: state };
  }
  return { key: contentId(field || 'change', [businessId, at, value]), who: '', what: field };
}

export function concernsAccount(
  change: Change,
  account: Pick<AccountContext['account'], 'uniqueId' | 'settings'>,
): boolean {
  const { businessAccountId, displayNumber } = account.settings as Partial<AccountSettings>;
  return concerns(change, { phoneId: account.uniqueId, businessId: text(businessAccountId) }, text(displayNumber));
}
