// What of an inbound message is written down: its words, its files, its people.
import type { MessageEvent } from '../contract/inbound.ts';
import type { MediaPart, Part } from '../contract/part.ts';
import type { Inspection } from '../content/content.ts';
import type { Held } from '../conversations/conversations.ts';
import type { SavedMedia } from './media.ts';

/** What of an event was made ready before the transaction. */
export interface Prepared {
  media: SavedMedia[];
  inspection: Inspection | null;
}

export const NOTHING: Prepared = { media: [], inspection: null };

/** What the event says by itself. */
export function wordsOf(event: MessageEvent) {
  return {
    kind: 'message' as const,
    direction: event.direction ?? 'in',
    externalId: event.id,
    aliases: event.aliases,
    at: event.at,
    subject: event.subject ?? '',
    people: peopleOf(event),
    automatic: event.automatic ?? null,
    verdict: event.verdict ?? null,
    details: {
      ...event.details,
      ...(event.placeholder && { placeholder: true }),
      ...(event.noTicket && { noTicket: event.noTicket }),
      ...(event.ticket && { ticket: event.ticket }),
    },
  };
}

/** Media parts become attachments: ready with their file, pending with their reference, or missing. */
export function withAttachments(parts: Part[], saved: SavedMedia[], held?: Inspection['files']) {
  return parts.map((part, index) => {
    if (part.type !== 'media') return part;
    const file = saved[index];
    return {
      type: 'media' as const,
      ...(part.caption && { caption: part.caption }),
      ...(part.duration && { duration: part.duration }),
      attachment: {
        kind: part.kind,
        name: part.name,
        type: part.mimeType,
        bytes: file?.bytes ?? part.bytes ?? 0,
        fileId: file?.fileId ?? null,
        contentId: part.contentId ?? null,
        inline: part.inline ?? false,
        remoteRef: file ? null : (part.ref ?? null),
        held: held?.get(index) ?? null,
        state: file ? ('ready' as const) : part.ref ? ('pending' as const) : ('missing' as const),
      },
    };
  });
}

/** The event as everybody may see it. */
export function shownOf(event: MessageEvent, inspection: Inspection | null): MessageEvent {
  if (!inspection) return event;
  const { subject, parts, ticket } = inspection;
  return { ...event, parts, ...(event.subject !== undefined && { subject }), ...(ticket && { ticket }) };
}

/** What is kept of it as it came, without its files. */
export function heldOf({ subject = '', parts }: { subject?: string; parts: Part[] }, { reasons }: Inspection): Held {
  return { subject, parts: parts.map(withoutContent), reasons };
}

function withoutContent(part: Part): Part {
  if (part.type !== 'media') return part;
  const { kind, name, mimeType, caption } = part;
  return { type: 'media', kind, name, mimeType, ...(caption && { caption }) };
}

function peopleOf(event: MessageEvent) {
  const from = { role: 'from' as const, name: event.sender.name ?? '', address: event.sender.address };
  const others = (event.recipients ?? []).map((one) => ({
    role: one.role,
    name: one.person.name ?? '',
    address: one.person.address,
  }));
  const replyTo = (event.replyTo ?? []).map((one) => ({
    role: 'reply-to' as const,
    name: one.name ?? '',
    address: one.address,
  }));
  return [from, ...others, ...replyTo];
}

/** Of a message that was changed: its words. Files stay as they were, only what is said about them can be changed. */
export function changedWords(parts: Part[]): Exclude<Part, MediaPart>[] {
  return parts.flatMap((part) => {
    if (part.type !== 'media') return [part];
    return part.caption ? [{ type: 'text' as const, text: part.caption }] : [];
  });
}
