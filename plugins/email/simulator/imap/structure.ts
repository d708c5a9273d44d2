// ENVELOPE and BODYSTRUCTURE of a mail (RFC 3501 §7.4.2).
import addressparser from 'nodemailer/lib/addressparser';
import type { Address } from 'nodemailer/lib/addressparser';
import { header, parseParameters } from '../mime.ts';
import type { MimePart } from '../mime.ts';
import { imapString } from './text.ts';

/** The parenthesised ENVELOPE of the mail, or of an inner one. */
export function envelope(part: MimePart): string {
  const from = header(part, 'from');
  return `(${[
    imapString(header(part, 'date')),
    imapString(header(part, 'subject')),
    addresses(from),
    addresses(header(part, 'sender') || from),
    addresses(header(part, 'reply-to') || from),
    addresses(header(part, 'to')),
    addresses(header(part, 'cc')),
    addresses(header(part, 'bcc')),
    imapString(header(part, 'in-reply-to')),
    imapString(header(part, 'message-id')),
  ].join(' ')})`;
}

/** BODYSTRUCTURE, or with `extended` off the older BODY form without extension data. */
export function bodyStructure(text: string, part: MimePart, extended: boolean): string {
  const disposition = header(part, 'content-disposition');
  const extension = [
    disposition === undefined ? 'NIL' : dispositionText(disposition),
    imapString(header(part, 'content-language')),
    imapString(header(part, 'content-location')),
  ];
  if (part.type === 'multipart' && part.children.length > 0) {
    const children = part.children.map((child) => bodyStructure(text, child, extended)).join('');
    const parts = [children, imapString(part.subtype)];
    return `(${(extended ? [...parts, parameterList(part.parameters), ...extension] : parts).join(' ')})`;
  }
  const fields = singlePart(text, part, extended);
  return `(${(extended ? [...fields, imapString(header(part, 'content-md5')), ...extension] : fields).join(' ')})`;
}

function singlePart(text: string, part: MimePart, extended: boolean): string[] {
  const body = text.slice(part.bodyStart, part.bodyEnd);
  const fields = [
    imapString(part.type),
    imapString(part.subtype),
    parameterList(part.type === 'text' ? withCharset(part.parameters) : part.parameters),
    imapString(header(part, 'content-id')),
    imapString(header(part, 'content-description')),
    imapString((header(part, 'content-transfer-encoding') ?? '7bit').toLowerCase()),
    String(body.length),
  ];
  const inner = part.children[0];
  if (part.type === 'message' && inner) {
    fields.push(envelope(inner), bodyStructure(text, inner, extended), countLines(body));
  } else if (part.type === 'text') {
    fields.push(countLines(body));
  }
  return fields;
}

// Text without a charset is US-ASCII (RFC 2045 §5.2), and servers say so.
function withCharset(parameters: [string, string][]): [string, string][] {
  return parameters.some(([name]) => name === 'charset') ? parameters : [...parameters, ['charset', 'us-ascii']];
}

function countLines(body: string): string {
  return String(body.split('\n').length - 1);
}

function dispositionText(field: string): string {
  const { value, parameters } = parseParameters(field);
  return `(${imapString(value.toLowerCase())} ${parameterList(parameters)})`;
}

function parameterList(parameters: [string, string][]): string {
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(([name, value]) => `${imapString(name)} ${imapString(value)}`).join(' ')})`;
}

function addresses(field: string | undefined): string {
  const list = (field ? addressparser(field) : []).map(addressText).join('');
  return list === '' ? 'NIL' : `(${list})`;
}

function addressText(entry: Address): string {
  if (entry.group) {
    return `(NIL NIL ${imapString(entry.name)} NIL)${entry.group.map(addressText).join('')}(NIL NIL NIL NIL)`;
  }
  const at = entry.address.lastIndexOf('@');
  const local = at < 0 ? entry.address : entry.address.slice(0, at);
  const host = at < 0 ? '' : entry.address.slice(at + 1);
  return `(${entry.name ? imapString(entry.name) : 'NIL'} NIL ${imapString(local)} ${imapString(host)})`;
}
