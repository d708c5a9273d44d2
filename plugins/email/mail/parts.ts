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
  for (const file of withoutRepeatedCalendars(mail.files)) {
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
function textOf({ reading, visibleHtml, quotedHtml, signatureHtml }: ReadMail, asOriginal: boolean): Part {
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
    signatureHtml: signatureHtml ?? undefined,
  };
}

/** An invitation lies in the mail as a form of its text and once more as a file: the file is enough (RFC 6047). */
function withoutRepeatedCalendars(files: ReadMail['files']): ReadMail['files'] {
  const calendars = files.filter(isCalendar).map((file) => ({ file, words: wordsOf(file.content) }));
  const repeated = calendars.filter(({ words }, at) => calendars.findLastIndex((one) => one.words === words) > at);
  return files.filter((file) => !repeated.some((one) => one.file === file));
}

function isCalendar({ name, type }: ReadMail['files'][number]): boolean {
  return type === 'text/calendar' || type === 'application/ics' || /\.ics$/i.test(name);
}

/** Line ends change with the encoding of a part. */
function wordsOf(content: Uint8Array): string {
  return Buffer.from(content).toString('latin1').replace(/\r\n?/g, '\n').trimEnd();
}

function kindOf(type: string): MediaKind {
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  return type.startsWith('video/') ? 'video' : 'file';
}
