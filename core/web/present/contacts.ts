// Contacts as pages show them: rows, addresses with their flags, facts, likely duplicates, the timeline.
import type { ContactChange, ContactSummary, Duplicate, Identity } from '../../contacts/contacts.ts';
import type { FormAnswersPart } from '../../contract/part.ts';
import type { Conversation } from '../../conversations/conversations.ts';
import type { Fact } from '../models/aside.ts';
import type { ConsentLine, ContactAddress, DuplicateModel, TimelineEntry } from '../models/contacts.ts';
import type { Chip } from '../models/shared.ts';
import {
  addressWords,
  channelMark,
  channelText,
  contactPerson,
  knownBy,
  type Present,
  reasonText,
  text,
  userPerson,
} from './marks.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import { shownOf, wordsOf } from './naming.ts';
import { stageChip, ticketAddress, ticketSign } from './tickets.ts';

export function contactAddress(contact: { publicId: string }): string {
  return `/contacts/${contact.publicId}`;
}

const LINKS = { email: 'mailto:', phone: 'tel:', handle: '' } as const;

export function addressModel(
  present: Present,
  contact: ContactSummary,
  identity: Identity,
  edits: boolean,
): ContactAddress {
  const { id, address, primary, unreachable, suppressed } = identity;
  const at = `${contactAddress(contact)}/identities/${id}`;
  const why = suppressed ?? unreachable?.reason;
  const flag = why && text(present, 'contacts.unreachable', { why: reasonText(present, why) });
  const acts = [
    ...(why ? [{ label: text(present, 'contacts.release'), action: `${at}/block?_method=DELETE`, icon: 'undo' }] : []),
    ...(primary
      ? []
      : [{ label: text(present, 'contacts.prefer'), action: `${at}/preference?_method=PUT`, icon: 'star' }]),
    { label: text(present, 'contacts.remove_address'), action: `${at}?_method=DELETE`, icon: 'trash' },
  ];
  return {
    id,
    label: text(present, `aside.identity.${address.kind}`),
    value: addressWords(present, address),
    href: LINKS[address.kind] ? LINKS[address.kind] + address.value : undefined,
    primary: (primary && contact.identities.length > 1) || undefined,
    flag,
    acts: edits ? acts : [],
  };
}

/** What is known beside the addresses; properties a program added stand as they are. */
export function contactFacts(present: Present, contact: ContactSummary): Fact[] {
  const facts: Fact[] = [
    {
      label: text(present, 'contacts.owner'),
      ...(contact.owner ? { person: userPerson(contact.owner) } : { value: text(present, 'person.nobody') }),
    },
  ];
  if (contact.language)
    facts.push({ label: text(present, 'aside.language'), value: languageName(present, contact.language) });
  facts.push({ label: text(present, 'contacts.since'), at: contact.createdAt });
  for (const [label, value] of Object.entries(contact.properties))
    if (!HIDDEN.has(label) && ['string', 'number', 'boolean'].includes(typeof value))
      facts.push({ label, value: String(value) });
  return facts;
}

const HIDDEN = new Set(['avatarUrl', 'anonymised']);

export function languageName({ language }: Present, code: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** One line about a contact: where to reach them, how much was said. */
export function contactLine(present: Present, contact: ContactSummary): string {
  const first = contact.identities.map(({ address }) => knownBy(address)).find(Boolean);
  const said = text(present, 'aside.since', { count: contact.counts.conversations });
  return [first, said].filter(Boolean).join(' · ');
}

export function duplicateModel(
  present: Present,
  contact: ContactSummary,
  { reasons }: Pick<Duplicate, 'reasons'>,
  other: ContactSummary,
  edits: boolean,
): DuplicateModel {
  const at = contactAddress(contact);
  const named = { name: 'other', value: other.publicId };
  return {
    id: other.id,
    person: contactPerson(present, contact),
    line: contactLine(present, contact),
    href: contactAddress(other),
    other: contactPerson(present, other),
    otherLine: contactLine(present, other),
    reasons: reasons.map((why) => reasonText(present, why)),
    ...(edits && {
      merge: { label: text(present, 'contacts.merge'), action: `${at}/mergers`, ...named },
      apart: { label: text(present, 'contacts.apart'), action: `${at}/distinctions`, ...named },
    }),
  };
}

export function timelineEntry(
  present: Present,
  conversation: Conversation,
  channel: string | null,
  forms: FormAnswersPart[] = [],
): TimelineEntry {
  const said = shownOf(present, conversation);
  const title = wordsOf(present, { ...conversation, snippet: said, channel });
  const chips: Chip[] = [];
  if (conversation.status === 'closed') chips.push({ label: text(present, 'thread.is_closed'), tone: 'good' });
  if (conversation.status === 'snoozed') chips.push({ label: text(present, 'list.snoozed') });
  if (conversation.place !== 'inbox')
    chips.push({ label: text(present, `list.${conversation.place}`), tone: 'outline' });
  return {
    id: `talk-${conversation.id}`,
    channel: channelMark(present, channel),
    title,
    href: `/conversations/${conversation.id}`,
    text: title === said ? '' : said,
    at: conversation.lastMessageAt,
    chips,
    forms: forms.map(({ title, answers }) => ({
      title,
      answers: answers
        .filter(({ value }) => value !== '')
        .map(({ label, value, hidden }) => ({ label, value, hidden })),
    })),
  };
}

export function ticketEntry(ticket: TicketView): TimelineEntry {
  return {
    id: `ticket-${ticket.id}`,
    channel: { icon: 'ticket', hue: 'custom', name: '' },
    title: `${ticketSign(ticket)} · ${ticket.name}`,
    href: ticketAddress(ticket),
    text: '',
    at: ticket.changedAt,
    chips: [stageChip(ticket)],
  };
}

/** For what a consent is: a channel by its name, else what is usual, else as it was called. */
export function purposeName(present: Present, purpose: string): string {
  const key = `consent.purpose.${purpose}`;
  const known = present.locales.find(present.language, key) !== undefined;
  return channelText(present, purpose, 'name') ?? (known ? text(present, key) : purpose);
}

/** When what was said about it, with the words, latest first. */
export function consentLine(present: Present, { id, at, kind, detail, actorName }: ContactChange): ConsentLine {
  const { purpose, at: said, wording } = detail as { purpose: string; at?: string; wording?: string };
  return {
    id,
    given: kind === 'consent',
    purpose: purposeName(present, purpose),
    at: said ? new Date(said) : at,
    by: actorName ?? text(present, 'person.desk'),
    wording,
  };
}

const EMPTIED = ['name', 'language', 'owner', 'company'];

/** One change or note in words; what it names is as it was called then. */
export function changeEntry(present: Present, { id, at, kind, detail, actorName }: ContactChange): TimelineEntry {
  const words = Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, String(value ?? '')]));
  const key = !words.is && EMPTIED.includes(kind) ? `${kind}_emptied` : kind.replaceAll(' ', '_');
  const isNote = kind === 'note';
  if (kind === 'consent' || kind === 'refusal') words.purpose = purposeName(present, words.purpose ?? '');
  return {
    id: `change-${id}`,
    channel: { icon: isNote ? 'note' : 'history', hue: 'custom', name: '' },
    title: actorName ?? text(present, 'person.desk'),
    text: isNote ? (words.text ?? '') : text(present, `contacts.line.${key}`, { was: '', is: '', ...words }),
    at,
  };
}
