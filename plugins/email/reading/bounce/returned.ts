// Reads what a report returns of the mail it is about: its Message-ID and its addresses.
import type { HeaderField } from '../parsed-mail.ts';
import { findAddresses } from './addresses.ts';
import { unquote } from './notice.ts';
import type { Notice } from './notice.ts';
import type { ReportParts } from './report-parts.ts';

export interface ReturnedMail {
  messageId: string | null;
  /** Everybody the mail names as its recipient, lower case. */
  recipients: string[];
  /** Everybody the mail names as its sender, lower case. */
  senders: string[];
  /** `Feedback-ID`, `X-HmXmrOriginalRecipient` and the like are looked up here. */
  fields: PlainField[];
}

export interface PlainField {
  name: string;
  value: string;
}

const mostFields = 500;
const mostLines = 1500;

const recipientNames =
  /^(?:to|cc|x-original-to|delivered-to|envelope-to|x-envelope-to|x-rcpt-to|x-receiver|original-recipient|x-hmxmroriginalrecipient|resent-to|apparently-to)$/;
const senderNames = /^(?:from|sender|return-path|reply-to|x-sender|x-env-sender|x-envelope-from|x-x-sender)$/;

export function readReturned(parts: ReportParts, notice: Notice): ReturnedMail {
  const sets = [
    ...parts.returnedHeaders.map((headers) => headers.map(plain)),
    ...parts.returnedTexts.map((text) => headerRun(text.split('\n', mostLines))),
    headerRun(notice.returned),
    summary(notice.lines.map((line) => line.text)),
  ].filter((fields) => fields.length > 0);
  const fields = sets.flat();
  return {
    messageId: sets.map(readMessageId).find((id) => id !== null) ?? null,
    recipients: addressesOf(fields, recipientNames, receivedFor(fields)),
    senders: addressesOf(fields, senderNames, []),
    fields,
  };
}

function plain({ name, value }: HeaderField): PlainField {
  return { name, value };
}

/** The fields of the first header in these lines, which may be quoted, indented or preceded by a heading. */
export function headerRun(lines: string[]): PlainField[] {
  const fields: PlainField[] = [];
  let strays = 0;
  for (const raw of lines) {
    if (fields.length >= mostFields) break;
    const line = fields.length === 0 || /^[>|]/.test(raw) ? unquote(raw) : raw;
    const match = /^[ \t]{0,4}([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,4}:(?:[ \t]{1,20}(.*))?$/.exec(line);
    const last = fields.at(-1);
    if (match) fields.push({ name: match[1]!.toLowerCase(), value: (match[2] ?? '').trim() });
    else if (last && /^\s+\S/.test(line) && last.value.length < 4000) last.value = `${last.value} ${line.trim()}`;
    else if (line.trim() === '' && fields.length > 3) break;
    else if (fields.length > 0 && strays++ > 60) break;
  }
  return fields;
}

/** Some notices name the mail in a few lines of their own before they say what happened to it. */
function summary(lines: string[]): PlainField[] {
  const fields: PlainField[] = [];
  for (const line of lines.slice(0, 60)) {
    const match = /^\s*(?:original\s+)?(message-id|to|cc|from)\s{0,4}:\s{0,20}(\S.*)$/i.exec(line);
    if (match) fields.push({ name: match[1]!.toLowerCase(), value: match[2]! });
  }
  return fields;
}

function readMessageId(fields: PlainField[]): string | null {
  for (const name of ['x-original-message-id', 'message-id']) {
    const value = fields.find((field) => field.name === name)?.value ?? '';
    const id =
      /<\s*([^<>\s]{1,900})\s*>/.exec(value)?.[1] ?? /^([^<>\s]{1,900}@[^<>\s,]{1,250})/.exec(value.trim())?.[1];
    if (id) return id;
  }
  return null;
}

function addressesOf(fields: PlainField[], names: RegExp, more: string[]): string[] {
  const values = fields.filter((field) => names.test(field.name)).map((field) => field.value);
  const found = values.flatMap((value) => findAddresses(value.slice(0, 4000)).map((one) => one.address));
  return [...new Set([...found, ...more].map((address) => address.toLowerCase()))];
}

/** `for <a@b.example>` in Received fields names the envelope recipient. */
function receivedFor(fields: PlainField[]): string[] {
  return fields
    .filter((field) => field.name === 'received')
    .slice(0, 30)
    .flatMap((field) => /\bfor\s{1,9}<([^<>\s]{3,320})>/.exec(field.value)?.[1] ?? []);
}
