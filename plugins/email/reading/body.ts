// Sorts the parts of a mail: what is its text, what its HTML, what came along as a file (RFC 2046 §5.1).
import type { MailAttachment, MailDefect, MimePart, ParseLimits } from './parsed-mail.ts';
import { asAttachment, fileAttachment } from './attachments.ts';
import { joinFlowed } from './mime/flowed.ts';
import { hostileHtmlToPlain, plainToHtml } from './html-text.ts';
import { partText } from './mime/part-text.ts';
import { extractUuencoded } from './mime/uuencoded.ts';
import { isEnclosedMail } from './mime/tree.ts';
import { unpackTnef } from './tnef/unpack.ts';
import { unwrapSigned } from './smime/unwrap.ts';

export interface MailBody {
  text: string | null;
  html: string | null;
  attachments: MailAttachment[];
  encrypted: 'smime' | 'pgp' | null;
  signed: boolean;
}

/** A stretch of the body in one or both forms. */
interface Block {
  text: string | null;
  html: string | null;
}

export interface Sorting {
  blocks: Block[];
  attachments: MailAttachment[];
  encrypted: 'smime' | 'pgp' | null;
  signed: boolean;
  limits: ParseLimits;
  hint: string | null;
  unpackedLeft: number;
  defects: MailDefect[];
  /** A report returns our own mail; its files are nothing new. */
  isReport: boolean;
  /** The TNEF body, used only if the mail shows none of its own. */
  spare: Block[];
}

export function sortBody(root: MimePart, limits: ParseLimits, hint: string | null, defects: MailDefect[]): MailBody {
  const sorting: Sorting = {
    blocks: [],
    attachments: [],
    encrypted: null,
    signed: false,
    limits,
    hint,
    unpackedLeft: limits.unpackedBytes,
    defects,
    spare: [],
    isReport: root.type === 'multipart/report',
  };
  sortPart(root, sorting, false);
  const shown = isShown(sorting.blocks)
    ? sorting.blocks
    : [...sorting.blocks, ...sorting.spare, ...preamble(root, hint)];
  const html = joinHtml(shown);
  const { attachments, encrypted, signed } = sorting;
  for (const attachment of attachments) {
    if (attachment.contentId && html?.includes(`cid:${attachment.contentId}`)) attachment.inline = true;
  }
  return { text: joinText(shown), html, attachments, encrypted, signed };
}

function isShown(blocks: Block[]): boolean {
  return blocks.some((block) => block.html !== null || block.text?.trim());
}

/** What stands before the first part is meant for programs that know no MIME; some senders put their text there. */
function preamble(root: MimePart, hint: string | null): Block[] {
  const end = root.children.length > 0 ? root.body.indexOf(`--${root.parameters.boundary ?? ''}`) : -1;
  if (end <= 0) return [];
  const text = partText(
    { ...root, body: root.body.subarray(0, Math.min(end, longestPreamble)) },
    longestPreamble,
    hint,
  );
  return text.trim() === '' || /\bMIME\b|multi-?part/i.test(text) ? [] : [{ text, html: null }];
}

function sortPart(part: MimePart, sorting: Sorting, alternative: boolean): void {
  const { type, children } = part;
  if (type.startsWith('multipart/') && children.length > 0) return sortMultipart(part, sorting);
  if (type.startsWith('multipart/')) return part.body.length > 0 ? addText(part, sorting) : undefined;
  if (isBodyText(part)) return addText(part, sorting);
  if (type.endsWith('pkcs7-mime')) return sortSmime(part, sorting, alternative);
  if (sorting.isReport && /^message\/(global-)?(delivery-status|disposition-notification)$/.test(type)) return;
  sorting.attachments.push(asAttachment(part, sorting.attachments.length + 1));
  if (isTnef(part)) sortTnef(part, sorting);
  if (isEnclosedMail(type) && part.disposition === 'inline' && !sorting.isReport) sortEnclosed(part, sorting);
  if (isEnclosedMail(type) && children.length === 0 && part.body.length > 0)
    sorting.defects.push({ code: 'enclosed-mail-not-read' });
}

const longestPreamble = 64 * 1024;

/** Text with a file name is shown with the body unless it is too long to be meant for reading there. */
const longestNamedText = 64 * 1024;

function isBodyText({ type, disposition, filename, body }: MimePart): boolean {
  if (type !== 'text/plain' && type !== 'text/html') return false;
  return disposition !== 'attachment' && (filename === null || body.length <= longestNamedText);
}

function sortMultipart(part: MimePart, sorting: Sorting): void {
  const kind = part.type.slice('multipart/'.length);
  if (kind === 'signed') sorting.signed = true;
  if (kind === 'encrypted') sorting.encrypted = 'pgp';
  if (kind === 'alternative') return sortAlternative(part, sorting);
  for (const child of part.children) sortPart(child, sorting, false);
}

/** Every form of the same text: one block with the plain and the HTML form together. */
function sortAlternative(part: MimePart, sorting: Sorting): void {
  const before = sorting.blocks.length;
  for (const child of part.children) sortPart(child, sorting, true);
  const added = sorting.blocks.splice(before);
  if (added.length === 0) return;
  const text = added.map((block) => block.text).filter((one) => one !== null);
  const html = added.map((block) => block.html).filter((one) => one !== null);
  sorting.blocks.push({
    text: text.length > 0 ? text.join('\n') : null,
    html: html.length > 0 ? html.join('\n') : null,
  });
}

function addText(part: MimePart, sorting: Sorting): void {
  const { limits, hint } = sorting;
  if (part.body.length > limits.textBytes) sorting.defects.push({ code: 'text-too-long' });
  const text = partText(part, limits.textBytes, hint);
  if (part.type === 'text/html') {
    sorting.blocks.push({ text: null, html: text });
    return;
  }
  const isFlowed = part.parameters.format?.toLowerCase() === 'flowed';
  const flowed = isFlowed ? joinFlowed(text, part.parameters.delsp?.toLowerCase() === 'yes') : text;
  const { text: rest, files } = extractUuencoded(flowed);
  sorting.blocks.push({ text: rest, html: null });
  for (const file of files)
    sorting.attachments.push(fileAttachment(file.name, 'application/octet-stream', file.content));
  if (/^-----BEGIN PGP MESSAGE-----/m.test(rest)) sorting.encrypted ??= 'pgp';
  if (/^-----BEGIN PGP SIGNED MESSAGE-----/m.test(rest)) sorting.signed = true;
}

/** Opaque signatures hide the mail inside; it is read in place of the wrapper, which is kept as a file. */
function sortSmime(part: MimePart, sorting: Sorting, alternative: boolean): void {
  sorting.attachments.push(asAttachment(part, sorting.attachments.length + 1));
  const inner = unwrapSigned(part, sorting.limits, sorting.hint);
  if (inner.kind === 'encrypted') sorting.encrypted = 'smime';
  if (inner.kind === 'signed') sorting.signed = true;
  if (inner.root) {
    part.children = [inner.root];
    sortPart(inner.root, sorting, alternative);
  }
}

function joinText(blocks: Block[]): string | null {
  if (!blocks.some((block) => block.text !== null)) return null;
  return blocks.map((block) => block.text ?? hostileHtmlToPlain(block.html ?? '')).join('\n');
}

function joinHtml(blocks: Block[]): string | null {
  if (!blocks.some((block) => block.html !== null)) return null;
  return blocks.map((block) => block.html ?? plainToHtml(block.text ?? '')).join('\n');
}

/** An enclosed mail that is meant to be shown shows its files as well. */
function sortEnclosed(part: MimePart, sorting: Sorting): void {
  const inner: Sorting = { ...sorting, blocks: [], spare: [], defects: [] };
  for (const child of part.children) sortPart(child, inner, false);
}

function isTnef({ type, filename }: MimePart): boolean {
  if (type === 'application/ms-tnef' || type === 'application/vnd.ms-tnef') return true;
  return type === 'application/octet-stream' && filename?.toLowerCase() === 'winmail.dat';
}

/** The files of winmail.dat are listed beside it; its text serves only if the mail has no other. */
function sortTnef(part: MimePart, sorting: Sorting): void {
  const unpacked = unpackTnef(part.body, sorting.unpackedLeft);
  if (!unpacked || unpacked.damaged) sorting.defects.push({ code: 'damaged-tnef' });
  if (!unpacked) return;
  for (const file of unpacked.files) {
    sorting.unpackedLeft -= file.bytes;
    sorting.attachments.push(file);
  }
  if (unpacked.text !== null || unpacked.html !== null)
    sorting.spare.push({ text: unpacked.text, html: unpacked.html });
}
