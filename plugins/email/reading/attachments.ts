// Makes attachments of MIME parts and of files found inside other parts.
import { createHash } from 'node:crypto';
import type { MailAttachment, MimePart } from './parsed-mail.ts';
import { safeFileName, synthesiseFileName } from './mime/file-name.ts';
import { firstField } from './mime/headers.ts';

/** @param number counts the attachments of the mail, for those without a name */
export function asAttachment(part: MimePart, number: number): MailAttachment {
  const name = part.filename ?? subjectOf(part);
  return {
    name: name ?? synthesiseFileName(part.type, number),
    type: part.type,
    bytes: part.body.length,
    md5: md5(part.body),
    inline: part.disposition === 'inline',
    contentId: part.contentId,
    content: part.body,
    nameSynthesised: part.filename === null,
  };
}

/** An enclosed mail is best known by its subject. */
function subjectOf(part: MimePart): string | null {
  if (!part.type.startsWith('message/') || part.children.length === 0) return null;
  const subject = firstField(part.children[0]!.headers, 'subject')?.value.replaceAll(/[/\\]/g, '-');
  const name = subject ? safeFileName(subject.slice(0, 100)) : null;
  return name === null ? null : `${name}.eml`;
}

export function fileAttachment(
  name: string,
  type: string,
  content: Buffer,
  contentId: string | null = null,
): MailAttachment {
  const safe = safeFileName(name);
  return {
    name: safe ?? synthesiseFileName(type, 1),
    type,
    bytes: content.length,
    md5: md5(content),
    inline: false,
    contentId,
    content,
    nameSynthesised: safe === null,
  };
}

export function md5(content: Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}
