// What a mail shows: its words with the quotation folded away, its files, an appointment as a card.
import type { MediaKind, Part } from '../../../core/contract/part.ts';
import type { ReadMail } from '../reading/channel-reading.ts';

export function partsOf(mail: ReadMail, asOriginal: boolean): Part[] {
  const { reading } = mail;
  const parts: Part[] = [textOf(mail, asOriginal)];
  for (const event of reading.calendar?.events ?? []) {
    parts.push({
      type: 'event',
      method: reading.calendar!.method ?? 'PUBLISH',
      title: event.summary ?? '',
      start: event.start ?? undefined,
      end: event.end ?? undefined,
      organizer: event.organizer ?? undefined,
      attendees: event.attendees.map((one) => ({ address: one.address, status: one.partstat ?? undefined })),
    });
  }
  for (const file of mail.files) {
    parts.push({
      type: 'media',
      kind: kindOf(file.type),
      name: file.name,
      mimeType: file.type,
      bytes: file.content.byteLength,
      content: file.content,
      contentId: file.contentId ?? undefined,
      inline: file.inline,
    });
  }
  return parts;
}

/** EM-6: of a forwarded mail taken as the original sender's, their words stand first; the forwarder's note is folded. */
function textOf({ reading, visibleHtml, quotedHtml }: ReadMail, asOriginal: boolean): Part {
  if (asOriginal && reading.forward) {
    return {
      type: 'text',
      text: reading.forward.body,
      quotedText: reading.forward.message ?? undefined,
      html: visibleHtml ?? undefined,
    };
  }
  return {
    type: 'text',
    text: reading.visibleText,
    html: visibleHtml ?? undefined,
    quotedText: reading.quotedText || undefined,
    quotedHtml: quotedHtml ?? undefined,
    signature: reading.signature || undefined,
  };
}

function kindOf(type: string): MediaKind {
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  return type.startsWith('video/') ? 'video' : 'file';
}
