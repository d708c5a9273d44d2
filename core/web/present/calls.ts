// Calls as cards on every page, as lines of the log, and as facts.
import { OUTCOMES, peersOf, secondsOf, type Call, type Calls, type Leg } from '../../calls/calls.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { Conversation } from '../../conversations/conversations.ts';
import type { Fact } from '../models/aside.ts';
import type { CallCard, CallEndModel } from '../models/calls.ts';
import type { Cell, TableModel, TableRow } from '../models/forms.ts';
import type { Chip } from '../models/shared.ts';
import type { Writer } from '../times.ts';
import { callActs } from './call-acts.ts';
import { channelMark, contactName, contactPerson, text, userPerson, type Present } from './marks.ts';
import { saidOf } from './naming.ts';

export interface CardFacts {
  call: Call;
  userId: number;
  contact: ContactSummary | null;
  earlier: Conversation[];
  mayReadContacts: boolean;
  iceServers: ReturnType<Calls['iceServers']>;
  /** The channel carries media by itself. */
  elsewhere: boolean;
  /** A phone of the channel's own within the page holds it. */
  phone: boolean;
  recorder: string | null;
}

export function callCard(present: Present, facts: CardFacts): CallCard {
  const { call, userId, contact, earlier, mayReadContacts, elsewhere } = facts;
  const leg = call.legs.findLast((one) => one.userId === userId && one.state !== 'ended');
  const kind = !leg ? 'over' : leg.state === 'ringing' ? 'ringing' : 'talking';
  const consulted = call.legs.find((one) => one.role === 'consult' && one.state !== 'ended');
  const isAsked = leg !== undefined && consulted?.id === leg.id;
  const asking = consulted && !isAsked ? { name: consulted.name, answered: consulted.state === 'active' } : undefined;
  const isOn = call.state === 'active';
  return {
    address: `/calls/${call.publicId}`,
    kind,
    person: contactPerson(present, contact ?? null),
    channel: channelMark(present, present.channels.live(call.accountId)?.row.channel ?? null),
    line:
      kind === 'ringing'
        ? [numberOf(facts), lineOf(present, call, leg)].filter(Boolean).join(' · ')
        : lineOf(present, call, leg),
    conversationHref: call.conversationId === null ? undefined : `/conversations/${call.conversationId}`,
    contactHref: contact && mayReadContacts ? `/contacts/${contact.publicId}` : undefined,
    earlier: earlier.map((one) => ({
      href: `/conversations/${one.id}`,
      subject: one.subject || saidOf(present, one).slice(0, 80) || text(present, 'inbox.no_subject'),
      at: one.lastMessageAt,
    })),
    end: kind === 'talking' ? endOf(facts, leg!) : undefined,
    since: call.state === 'active' ? call.answeredAt?.toISOString() : undefined,
    consulted: asking,
    unasked: leg?.role === 'talk' && isOn && !call.held && !consulted ? unaskedOf(call) : undefined,
    asked: isAsked || undefined,
    ...callActs(present, {
      ...{ kind, held: call.held, muted: leg?.muted ?? false, isOn, isAsked },
      consulted: asking,
      elsewhere,
    }),
    notes: call.notes,
    outcomes: outcomeOptions(present, call.outcome),
  };
}

/** A colleague was asked last, and neither put through nor taken leave of: else the reader speaks to the customer unawares. */
function unaskedOf({ legs }: Call): CallCard['unasked'] {
  const last = legs.findLast(({ ending }) => ending !== 'elsewhere');
  if (last?.role !== 'consult' || last.ending === 'cancelled') return undefined;
  return { left: last.joinedAt ? last.name : undefined };
}

/** Of a telephone, row by row. */
const KEYS = [...'123456789*0#'];

/** What the script of the page needs to hold the end. */
function endOf({ call, iceServers, elsewhere, phone, recorder }: CardFacts, leg: Leg): CallEndModel {
  const customer = call.legs.find(({ kind }) => kind === 'customer')!;
  const peers = peersOf(call, leg.id).map(({ leg: other, polite }) => ({
    ...{ leg: other, polite, held: other === customer.id && call.held },
  }));
  return {
    leg: leg.id,
    device: leg.device ?? '',
    peers: JSON.stringify(peers),
    iceServers: JSON.stringify(iceServers),
    muted: leg.muted,
    held: call.held,
    elsewhere,
    recorder: recorder ?? undefined,
    phone: phone ? call.key : undefined,
    keys: phone && call.answeredAt ? KEYS : undefined,
  };
}

/** Callers by telephone choose the name they are shown with; their number is not so easily another's. */
function numberOf({ contact, elsewhere, mayReadContacts }: CardFacts): string | undefined {
  if (!contact || !elsewhere || !mayReadContacts) return undefined;
  const numbers = contact.identities.filter(({ address }) => address.kind === 'phone');
  const [value] = numbers.map(({ address }) => address.value);
  return numbers.length === 1 && value !== contact.title ? value : undefined;
}

function lineOf(present: Present, call: Call, leg: Leg | undefined): string {
  const account = present.channels.live(call.accountId)?.row.title ?? '';
  if (!leg) return text(present, 'call.line.over');
  if (leg.state === 'ringing') {
    const by = call.user?.name ?? '';
    // Whoever had it passed it on, and nobody took it.
    if (leg.role === 'transfer' && call.user?.id === leg.userId) return text(present, 'call.line.back');
    return by && leg.role !== 'talk'
      ? text(present, `call.line.${leg.role}`, { by })
      : text(present, 'call.line.ringing', { account });
  }
  if (call.state === 'ringing') return text(present, 'call.line.calling', { account });
  if (leg.role === 'consult') return text(present, 'call.line.asked', { by: call.user?.name ?? '' });
  return text(present, call.held ? 'call.line.held' : 'call.line.talking', { account });
}

export function outcomeOptions(present: Present, current: string): CallCard['outcomes'] {
  return OUTCOMES.map((value) => ({
    ...{ value, label: text(present, `call.outcome.${value}`), current: value === current || undefined },
  }));
}

export interface LogFacts {
  /** Of conversations, by their id. */
  contacts: Map<number, ContactSummary>;
  writer: Writer;
  more?: string;
  filtered: boolean;
}

const COLUMNS = ['who', 'what', 'by', 'when', 'duration'] as const;

export function callTable(present: Present, calls: Call[], facts: LogFacts): TableModel {
  return {
    label: text(present, 'calling.title'),
    columns: COLUMNS.map((name) => ({ label: text(present, `calling.column.${name}`), num: name === 'duration' })),
    rows: calls.map((call) => callRow(present, call, facts)),
    more: facts.more,
    empty: facts.filtered
      ? { title: text(present, 'calling.none.title'), text: text(present, 'calling.none.text') }
      : { title: text(present, 'calling.empty.title'), text: text(present, 'calling.empty.text') },
  };
}

function callRow(present: Present, call: Call, { contacts, writer }: LogFacts): TableRow {
  const contact = contacts.get(call.contactId ?? 0);
  const seconds = secondsOf(call);
  const who: Cell = {
    person: contact ? contactPerson(present, contact) : undefined,
    text: contact ? contactName(present, contact) : text(present, 'notification.somebody'),
    href: call.conversationId === null ? undefined : `/conversations/${call.conversationId}`,
    walk: true,
  };
  const outcome = call.outcome ? text(present, `call.outcome.${call.outcome}`) : '';
  const said = outcome || call.notes.slice(0, 160);
  const what: Cell = {
    chips: [resultChip(present, call)],
    text: said || undefined,
    detail: (outcome && call.notes.slice(0, 160)) || undefined,
  };
  const by = call.answeredAt || call.direction === 'out' ? call.user : null;
  return {
    id: `call-${call.id}`,
    cells: [
      who,
      what,
      by ? { person: userPerson(by), text: by.name } : {},
      { at: call.startedAt },
      { text: seconds === undefined ? '' : writer.duration(seconds), num: true },
    ],
  };
}

export function resultChip(present: Present, { result, direction }: Call): Chip {
  if (result === '') return { label: text(present, 'call.result.now'), tone: 'accent', icon: 'phone' };
  const tone = result === 'answered' ? 'good' : result === 'voicemail' ? 'warn' : 'bad';
  const icon = result === 'answered' ? 'phone' : result === 'voicemail' ? 'mic' : 'hangup';
  return { label: text(present, `call.result.${direction}.${result}`), tone, icon };
}

/** Who was rung, and what they did. */
export function legFacts(present: Present, { legs }: Call): Fact[] {
  return legs
    .filter(({ kind }) => kind === 'user')
    .map(({ name, ending, state }) => ({
      label: name,
      value: text(present, state === 'ended' ? `call.ending.${ending}` : `call.state.${state}`),
    }));
}
